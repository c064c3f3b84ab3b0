// What waits, and for what?
import { elapsed, ago, iso, number } from '../format.js';
import { hostName, online, useHostNames } from '../hosts.js';
import { jobTitle, kindOf } from '../kinds.js';
import { FirstRun } from '../parts/firstrun.js';
import { Thumb } from '../parts/media.js';
import { useJobPages } from '../parts/paged.js';
import { PickedJobs } from '../parts/picked.js';
import { Queued, useQueued } from '../parts/queued.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { FirstPick, Pick, PickHead, usePicks, useStop } from '../parts/table.js';
import { useSettled, useWide } from '../parts/view.js';
import { ageOf, countOf, FILTERS, gigabytes, stageOf } from '../queue.js';
import { go, path, setQuery } from '../router.js';
import { useTopic } from '../store.js';
import { html, Icon, Pill, serverNow, useNow, useRef } from '../ui.js';

const MOST_TICKING = 200; // beyond it ages follow events instead of the clock

function lead(counts, hosts) {
  if (!counts) return '';
  const parts = [[counts.queued, 'waiting'], [counts.claimed, 'running'], [counts.pending, 'held back']].filter(([n]) => n).map(([n, word]) => number(n) + ' ' + word);
  const there = hosts ? ` ${number(hosts.filter(online).length)} of ${number(hosts.length)} workers online.` : '';
  return (parts.join(', ') || 'Nothing waits') + '.' + (hosts && hosts.length ? there : '');
}

function Row({ job, on, picks, stop, nameOf, now, shows }) {
  const [word, tone] = stageOf(job);
  const href = path('queue', job.jobId) + location.search;
  const tab = stop.tab(job.jobId);
  const title = jobTitle(job);
  const age = now - ageOf(job);
  return html`<tr class=${picks.has(job.jobId) ? 'picked' : on ? 'on' : ''} data-row data-open onFocusIn=${stop.seen(job.jobId)} onClick=${(e) => !e.target.closest('a, .pick') && go(href)}>
    <${Pick} picks=${picks} id=${job.jobId} label=${title} tab=${tab} />
    <td class="w-main"><${FirstPick} picks=${picks} id=${job.jobId} /><div class="titled"><${Thumb} job=${job} /><div><a class="pair cut rowlink" href=${href} tabindex=${tab} aria-current=${on ? 'true' : undefined}>${title}</a>
      <span class="pair cut">${[kindOf(job.kind).name, job.model].filter(Boolean).join(' · ')}</span></div></div></td>
    <td><${Pill} tone=${tone}>${word}</${Pill}>${job.claimedBy && job.stage === 'claimed' && html`<span class="pair t12 quiet cut holder">${nameOf(job.claimedBy)}</span>`}</td>
    ${shows.priority && html`<td class="num wide-only">${job.priority ? number(job.priority) : ''}</td>`}<td class="num wide-only">${gigabytes(job.vramGbEstimate)}</td>${shows.attempts && html`<td class="num wide-only">${job.attempts ? number(job.attempts) : ''}</td>`}
    <td class="num second wide-only"><time title=${iso(ageOf(job))}>${age < 3_600_000 ? (job.finishedAt ? ago(ageOf(job), now) : elapsed(age)) : ago(ageOf(job), now).replace('at ', '')}</time></td></tr>`;
}

function Filters({ chosen, counts, model, worker, models, hosts, picks, rows }) {
  const pick = (name, label, value, all, options) => html`<select class="field" aria-label=${label} data-filter=${name === 'model' ? '' : undefined} value=${value} onInput=${(e) => setQuery({ [name]: e.target.value })}>
    <option value="">${all}</option>${value && !options.some(([id]) => id === value) && html`<option value=${value}>${value}</option>`}${options.map(([id, text]) => html`<option value=${id}>${text}</option>`)}</select>`;
  return html`<div class="filters queue-filters"><fieldset class="choice"><legend class="unseen">Which jobs</legend>
      ${FILTERS.map(([id, name, statuses]) => html`<label><input type="radio" name="show" checked=${id === chosen} onChange=${() => setQuery({ show: id })} /><span>${name}<b>${counts ? number(countOf(counts, statuses)) : ''}</b></span></label>`)}</fieldset>
    ${pick('model', 'Model', model, 'Every model', models.map((m) => [m.id, m.displayName || m.id]))}
    ${pick('worker', 'Worker', worker, 'Every worker', hosts.map((w) => [w.workerId, hostName(w)]))}
    ${rows.length > 0 && !picks.picking && html`<button type="button" class="btn plain" onClick=${picks.start}>Select</button>`}</div>`;
}

const EMPTY = { '': 'Nothing waits and nothing runs.', waiting: 'Nothing waits.', running: 'Nothing runs.', failed: 'No job has failed.', done: 'No job has been done yet.', all: 'No job has been handed in yet.' };

function Empty({ show, filtered, counts }) {
  if (filtered) return html`<div class="card empty"><p>No job matches this filter.</p><button type="button" class="btn" onClick=${() => setQuery({ show: 'all', model: '', worker: '' })}>Show all</button></div>`;
  const any = counts && countOf(counts, []) > 0;
  return html`<div class="card empty"><p>${EMPTY[show] || EMPTY.all}${any ? '' : ' Make something, or let a program hand in jobs with a key.'}</p>
    <a class="btn main" href=${path('make') + '?to=studio'}>Make something</a>${any ? show === '' && html` <button type="button" class="btn" onClick=${() => setQuery({ show: 'all' })}>Show ended jobs</button>` : html` <a class="btn" href=${path('keys')}>Keys</a>`}</div>`;
}

function queryOf(statuses, model, worker) {
  const query = new URLSearchParams();
  if (statuses.length) query.set('status', statuses.join(','));
  if (model) query.set('model', model);
  if (worker) query.set('worker', worker);
  return query.toString();
}

export default function Queue({ route, lost }) {
  const counts = useTopic('studioCounts').data;
  const hostsTopic = useTopic('hosts');
  const hosts = hostsTopic.data || [];
  const models = useTopic('registry').data || [];
  const nameOf = useHostNames();
  const wide = useWide();
  const [show, model, worker] = ['show', 'model', 'worker'].map((name) => route.query.get(name) || '');
  const [, , statuses] = FILTERS.find((f) => f[0] === show) || FILTERS[0];
  const pages = useJobPages(queryOf(statuses, model, worker));
  const all = pages.rows || [];
  const ticks = all.length <= MOST_TICKING;
  const tick = useNow(ticks);
  const now = ticks ? tick : serverNow();
  const current = useRef([]);
  const [held, release] = useSettled(current);
  const rows = held ? all.filter((j) => held.has(j.jobId) || j.createdAt <= (current.current[0] || j).createdAt) : all;
  current.current = rows;
  const newer = all.length - rows.length;
  const ids = rows.map((j) => j.jobId);
  const picks = usePicks(ids);
  const selectedId = route.rest[0] || (wide && ids[0]) || '';
  const stop = useStop(ids, selectedId);
  const listed = rows.find((j) => j.jobId === selectedId);
  const fetched = useQueued(listed ? '' : selectedId);
  const kept = useRef(null); // a job that just left the filter stays in sight while it is read by itself
  const selected = listed || fetched.job || (kept.current && kept.current.jobId === selectedId ? kept.current : null);
  kept.current = selected;
  const changed = () => {
    pages.again();
    if (!listed && selectedId) fetched.read();
  };
  const shows = { priority: rows.some((j) => j.priority), attempts: rows.some((j) => j.attempts) }; // a column of blanks tells nothing
  const detail = selected && html`<${Queued} key=${selected.jobId} job=${selected} lost=${lost} changed=${changed} />`;
  const missing = !selected && !!route.rest[0] && fetched.error;
  const gone = missing && html`<aside class="card empty"><p>${missing.status === 404 ? 'This studio does not know this job.' : missing.message}</p><a class="btn" href=${path('queue')}>All jobs</a></aside>`;
  if (route.rest[0] && !wide && (selected || missing)) {
    return html`<p class="row newer-gap"><a class="btn plain" href=${path('queue') + location.search}><${Icon} name="back" />All jobs</a></p><h1 class="unseen">${selected ? jobTitle(selected) : 'Job'}</h1>${detail || gone}`;
  }
  return html`<${Head} title="Queue" lead=${lead(counts, hostsTopic.data)}><a class="btn" href=${path('make') + '?to=studio'}><${Icon} name="make" />Make something</a></${Head}>
    ${hostsTopic.data && !hosts.length && html`<div class="newer-gap"><${FirstRun} /></div>`}
    <div class=${'split' + (detail || gone ? '' : ' single')}><div>
      <${Filters} chosen=${show} counts=${counts} model=${model} worker=${worker} models=${models} hosts=${hosts} picks=${picks} rows=${rows} />
      <${PickedJobs} picks=${picks} rows=${rows} lost=${lost} changed=${changed} />
      ${newer > 0 && html`<button type="button" class="btn newer" onClick=${release}>${number(newer)} newer</button>`}
      ${pages.error && html`<${Failure} error=${pages.error} what=${pages.rows ? 'Not up to date.' : 'The jobs could not be read.'} again=${pages.again} />`}
      ${!pages.rows && !pages.error && html`<${Wait} rows=${6} />`}
      ${rows.length > 0 && html`<div class="card"><table><thead><tr><${PickHead} picks=${picks} /><th scope="col">Job</th><th scope="col">State</th>${shows.priority && html`<th scope="col" class="num wide-only">Priority</th>`}<th scope="col" class="num wide-only">Memory</th>${shows.attempts && html`<th scope="col" class="num wide-only">Attempts</th>`}<th scope="col" class="num wide-only">Age</th></tr></thead>
        <tbody>${rows.map((job) => html`<${Row} key=${job.jobId} job=${job} on=${job.jobId === selectedId} picks=${picks} stop=${stop} nameOf=${nameOf} now=${now} shows=${shows} />`)}</tbody></table></div>`}
      ${pages.more && rows.length > 0 && html`<p class="row pad"><button type="button" class="btn" disabled=${pages.busy} onClick=${pages.more}>${pages.busy ? 'Reading…' : 'Show more'}</button></p>`}
      ${pages.rows && !rows.length && html`<${Empty} show=${show} filtered=${!!(model || worker)} counts=${counts} />`}</div>
    ${detail || gone}</div>`;
}
