// One job of the studio: what it made, what was asked, who holds it, and what can be done about it.
import { get, jobPath, post } from '../api.js';
import { ago, clock, iso, middle, millis, number, took, when } from '../format.js';
import { useHostNames } from '../hosts.js';
import { jobTitle, kindOf } from '../kinds.js';
import { asJob, canCancel, canPromote, canRetry, gigabytes, stageOf, waits } from '../queue.js';
import { path } from '../router.js';
import { refresh } from '../store.js';
import { html, Icon, Pill, serverNow, useEffect, useState } from '../ui.js';
import { Copy } from './copy.js';
import { openDialog } from './dialog.js';
import { code, Facts } from './facts.js';
import { Download, Media, ranFor, resultFacts, startHref, useDetail } from './media.js';
import { useStirred } from './paged.js';
import { Why } from './why.js';

/** A job by its id, kept fresh: {job, error}. */
export function useQueued(id) {
  const [state, setState] = useState({});
  const read = (signal) => get(jobPath({ jobId: id, queue: true }), signal).then((row) => setState({ job: asJob(row) }), (e) => e.name !== 'AbortError' && setState((s) => ({ ...s, error: e })));
  useEffect(() => {
    setState({});
    if (!id) return undefined;
    const stop = new AbortController();
    read(stop.signal);
    return () => stop.abort();
  }, [id]);
  useStirred(() => id && state.job && !state.job.finishedAt && read(), [id, state.job]);
  return { ...state, read };
}

export function cancelQueued(job, done) {
  openDialog({
    title: 'Cancel this job?',
    lead: waits(job) ? 'It leaves the queue. It can be run again later.' : 'It ends now; what the worker still makes of it is dropped. It can be run again later.',
    confirm: 'Cancel the job',
    cancel: 'Keep it',
    risky: true,
    cli: 'atelier jobs cancel --studio ' + job.jobId,
    action: () => post(jobPath(job, '/cancel')).then(done),
  });
}

function Actions({ job, lost, changed }) {
  const [error, setError] = useState(null);
  const act = (verb) => () => {
    setError(null);
    return post(jobPath(job, '/' + verb)).then(changed, setError);
  };
  return html`<div class="row"><${Download} job=${job} />${startHref(job) && html`<a class="btn" href=${startHref(job)}>Use as start</a>`}
      ${canPromote(job) && html`<button type="button" class="btn main" disabled=${lost} onClick=${act('promote')}>Promote</button>`}
      ${canRetry(job) && html`<button type="button" class="btn" disabled=${lost} onClick=${act('retry')}><${Icon} name="again" />Run again</button>`}
      ${canCancel(job) && html`<button type="button" class="btn" disabled=${lost} onClick=${() => cancelQueued(job, changed)}>Cancel…</button>`}</div>
    ${error && html`<p class="t13 is-bad" role="alert">${error.message}</p>`}`;
}

const at = (time) => time && html`<time title=${iso(time)}>${millis(time) > serverNow() - 60_000 ? ago(time) : when(time)}</time>`;

function facts(job, nameOf) {
  const worker = job.claimedBy || job.lastWorkerId;
  const waited = millis(job.startedAt) - millis(job.createdAt);
  return [
    ['Asked for', [kindOf(job.kind).name, job.model].filter(Boolean).join(' · ')],
    ['Result', job.hasResult && resultFacts(job, job.task).slice(0, 2).join(', ')],
    ['Needs', gigabytes(job.vramGbEstimate)],
    ['Priority', job.priority ? number(job.priority) : ''],
    ['Attempts', number(job.attempts || 0)],
    [job.stage === 'claimed' ? 'Held by' : 'Worker', worker && html`<a href=${path('hosts', worker)}>${nameOf(worker)}</a>`],
    ['Handed in', at(job.createdAt)],
    ['Claimed', job.stage === 'claimed' && at(job.claimedAt)],
    ['Time', [waited >= 50 && 'waited ' + took(waited), ranFor(job) >= 0 && 'ran ' + took(ranFor(job))].filter(Boolean).join(', ')],
    ['Ended', job.finishedAt && html`<time title=${iso(job.finishedAt)}>${clock(job.finishedAt, true)}</time>`],
    ['For', [job.gameId, job.assetName].filter(Boolean).join(' · ')],
    ['From', job.owner && code(job.owner, 'Copy the id of the key')],
  ];
}

export function Queued({ job, lost, changed }) {
  const detail = useDetail(job);
  const nameOf = useHostNames();
  const shown = { ...job, ...(detail && detail.stage === job.stage ? { ...detail, attempts: job.attempts } : {}) };
  const [word, tone] = stageOf(job);
  const after = () => {
    for (const name of ['studioCounts', 'studioJobs', 'claimed']) refresh(name);
    changed();
  };
  return html`<aside class="card pane" aria-label="Job">
    <header><span role="status"><${Pill} tone=${tone}>${word}</${Pill}></span><code class="cut second" title=${job.jobId}>${middle(job.jobId, 8)}</code><span class="right"><${Copy} text=${job.jobId} label="Copy the id" /></span></header>
    <div class="piece"><${Media} job=${shown} detail=${detail} /></div>
    <div class="pad"><p class="prompt">${jobTitle(shown)}</p>
      ${job.reason && job.stage !== 'done' && html`<div class=${'note reason ' + (job.stage === 'failed' ? 'bad' : 'warn')}><${Icon} name="warn" /><div>${job.stage !== 'failed' && 'Last attempt: '}${job.reason}</div></div>`}
      ${job.stage === 'failed' && !job.reason && html`<div class="note bad reason"><${Icon} name="warn" /><div>It failed without a reason.</div></div>`}
      <${Facts} rows=${facts(shown, nameOf)} />
      <${Actions} job=${shown} lost=${lost} changed=${after} />
      ${waits(job) && html`<${Why} key=${job.jobId} job=${job} />`}
      ${shown.task && html`<details class="more-options task"><summary>Task</summary><pre class="lines short" tabindex="0" role="group" aria-label="Task">${JSON.stringify(shown.task, null, 2)}</pre></details>`}
    </div></aside>`;
}
