// Why a job waits: one sentence with what to do, then each worker with what it lacks.
import { get } from '../api.js';
import { list, number, took } from '../format.js';
import { hostName } from '../hosts.js';
import { kindOf } from '../kinds.js';
import { gigabytes } from '../queue.js';
import { path } from '../router.js';
import { useTopic } from '../store.js';
import { html, Icon, useEffect, useRef, useState } from '../ui.js';
import { useStirred } from './paged.js';

/** Conditions in the order in which they are asked, and what a person calls them. */
const NAMES = {
  connected: 'Connected', enabled: 'Switched on', auto_enabled: 'Accepting', idle: 'Free', kind: 'Kind', vram: 'Memory',
  heartbeat: 'Heard of', presence: 'Nobody at it', engine: 'Engine', refused: 'Did not refuse',
};
/** Those a person or a while can change without another machine. */
const SOON = { idle: 'is free', auto_enabled: 'is resumed', enabled: 'is switched on again', presence: 'is left alone', connected: 'is back', heartbeat: 'is heard of again' };

/** What is not known of a worker that is away. */
const PASSING = new Set(['auto_enabled', 'idle', 'presence', 'heartbeat']);

export function useWhy(job) {
  const [why, setWhy] = useState(null);
  const alive = useRef(true);
  useEffect(() => () => (alive.current = false), []);
  const read = () => get('studio/jobs/' + encodeURIComponent(job.jobId) + '/why').then((w) => alive.current && setWhy(w), (e) => alive.current && setWhy((old) => old || { error: e }));
  useEffect(() => void read(), [job.jobId, job.stage]);
  useStirred(read, [job.jobId]);
  const hosts = useTopic('hosts').data;
  useEffect(() => void (why && read()), [hosts]);
  return why;
}

/** The studio speaks of kinds by their ids. */
const said = (failed, text) => (failed.predicate === 'kind' ? text.split(', ').map((id) => kindOf(id).one).join(', ') : text);

const words = (worker) => worker.failed.map((f) => SOON[f.predicate]);
const line = (n) => (n ? `${number(n)} ${n === 1 ? 'job is' : 'jobs are'} ahead of it.` : 'It is next in line.');

/** What every worker lacks for good, as a reason and a remedy. */
function lacking(job, why) {
  const all = (predicate) => why.workers.every((w) => w.failed.some((f) => f.predicate === predicate));
  const one = (predicate) => why.workers.flatMap((w) => w.failed).find((f) => f.predicate === predicate);
  if (all('kind')) return `No worker makes ${kindOf(job.kind).many}. Add an engine for ${kindOf(job.kind).one} to one of them.`;
  if (all('vram')) return `It needs ${one('vram').need}, more than any worker takes. Raise the limit of one, or add a larger machine.`;
  if (all('engine')) return `No worker has the engine it needs: ${one('engine').need}. Install it on one of them.`;
  return 'Each lacks something; see below.';
}

/** [tone, sentence, remedy]. */
export function verdict(job, why, nameOf) {
  if (why.status === 'pending' || job.stage === 'pending') return ['warn', 'It is held back.', 'It waits until somebody promotes it.'];
  if (!why.workers.length) return ['warn', 'There is no worker yet.', 'Add one under Hosts.'];
  if (why.workers.some((w) => w.eligible)) return ['', 'A worker can take it.', line(why.position)];
  const near = why.workers.filter((w) => words(w).every(Boolean));
  if (!near.length) return ['warn', 'No worker can take it.', lacking(job, why)];
  const busy = near.filter((w) => w.failed.every((f) => f.predicate === 'idle'));
  if (busy.length) return ['', busy.length === 1 ? `${nameOf(busy[0].workerId)} can take it once it is free.` : 'Every worker that can take it is busy.', line(why.position)];
  const hopes = near.slice(0, 3).map((w) => `once ${nameOf(w.workerId)} ${list(words(w).slice(0, 2))}`);
  return ['warn', 'No worker can take it now.', `It would run ${hopes.join(', or ')}.`];
}

export const Verdict = ({ job, why, nameOf }) => {
  const [tone, what, todo] = verdict(job, why, nameOf);
  return html`<div class=${'note ' + tone}>${tone && html`<${Icon} name="warn" />`}<div><b>${what}</b> ${todo}${why.eta > 0 && why.status !== 'pending' && ` About ${took(why.eta * 1000)} until it starts.`}</div></div>`;
};

export const nameIn = (hosts) => (id) => {
  const worker = (hosts || []).find((w) => w.workerId === id);
  return worker ? hostName(worker) : id;
};

/** In a column beside the job: worker by worker. */
export function Why({ job }) {
  const why = useWhy(job);
  const nameOf = nameIn(useTopic('hosts').data);
  if (!why) return null;
  if (why.error) return html`<p class="t13 is-bad">${why.error.message}</p>`;
  return html`<section class="why" aria-labelledby="why"><h2 id="why">Why is it waiting?</h2>
    <${Verdict} job=${job} why=${why} nameOf=${nameOf} />
    <ul>${why.workers.map((w) => html`<li key=${w.workerId}><a class="bold" href=${path('hosts', w.workerId)}>${nameOf(w.workerId)}</a>
      ${w.eligible ? html`<p class="met"><${Icon} name="check" />can take it</p>` : w.failed.map((f) => html`<p class="unmet"><${Icon} name="x" /><span><b>${NAMES[f.predicate] || f.predicate}:</b> needs ${said(f, f.need)}; now ${said(f, f.have)}</span></p>`)}</li>`)}</ul></section>`;
}

/** Across the page: workers by conditions. */
export function WhyTable({ job, children }) {
  const why = useWhy(job);
  const nameOf = nameIn(useTopic('hosts').data);
  if (!why || why.error) return null;
  const known = Object.keys(NAMES);
  const seen = why.workers.flatMap((w) => w.failed.map((f) => f.predicate));
  const columns = [...known.filter((p) => p !== 'refused' && p !== 'heartbeat'), ...['heartbeat', 'refused'].filter((p) => seen.includes(p)), ...seen.filter((p) => !known.includes(p))];
  const cell = (w, predicate) => {
    const failed = w.failed.find((f) => f.predicate === predicate);
    const away = w.failed.some((f) => f.predicate === 'connected');
    if (!failed && away && PASSING.has(predicate)) return html`<td class="quiet">not known</td>`;
    return failed
      ? html`<td class="unmet"><span><${Icon} name="x" />${said(failed, failed.have)}</span><span class="quiet">needs ${said(failed, failed.need)}</span></td>`
      : html`<td class="met"><${Icon} name="check" /><span class="unseen">met</span></td>`;
  };
  return html`<section class="section card" aria-labelledby="why-h"><header><h2 id="why-h">Why is it waiting?</h2><span class="t13 second cut">${children}</span></header>
    <div class="pad"><${Verdict} job=${job} why=${why} nameOf=${nameOf} /></div>
    ${why.workers.length > 0 && html`<div class="sideways" tabindex="0" role="region" aria-label="Workers and conditions"><table class="matrix"><thead><tr><th scope="col">Worker</th>${columns.map((p) => html`<th scope="col">${p === 'kind' ? 'Makes ' + kindOf(job.kind).one : p === 'vram' ? 'Memory, needs ' + (gigabytes(job.vramGbEstimate) || 'none') : NAMES[p] || p}</th>`)}</tr></thead>
      <tbody>${why.workers.map((w) => html`<tr key=${w.workerId}><th scope="row"><a class="rowlink" href=${path('hosts', w.workerId)}>${nameOf(w.workerId)}</a></th>${columns.map((p) => cell(w, p))}</tr>`)}</tbody></table></div>`}</section>`;
}
