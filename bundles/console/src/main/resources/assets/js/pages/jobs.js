// What is this worker doing, and how did it end?
import { get, post } from '../api.js';
import { clock, day, iso, middle, millis, number, plural, took } from '../format.js';
import { History, PickBar, sortJobs } from '../parts/history.js';
import { isActive, isStudio, jobState, jobTitle } from '../kinds.js';
import { Copy } from '../parts/copy.js';
import { Line, plainLine } from '../parts/lines.js';
import { Download, Media, ranFor, resultFacts, startHref, useDetail } from '../parts/media.js';
import { CancelButton, RunCard } from '../parts/running.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { usePicks } from '../parts/table.js';
import { useSettled, useWide } from '../parts/view.js';
import { go, path, setQuery } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Icon, Pill, useEffect, useRef, useState } from '../ui.js';

const PAGE = 50;
const SOURCES = [['', 'All', () => true], ['studio', 'Studio', isStudio], ['local', 'Local', (j) => !isStudio(j)]];

function matches(job, text) {
  const needle = text.toLowerCase();
  return !needle || [job.prompt, job.model, job.jobId, job.kind, job.engine].some((v) => v && v.toLowerCase().includes(needle));
}

function lead(jobs, status) {
  const running = jobs.filter((j) => j.status === 'running').length;
  const today = jobs.filter((j) => j.finishedAt && day(j.finishedAt) === 'Today');
  const failed = today.filter((j) => j.status === 'failed').length;
  const api = status && status.localApiUrl ? status.localApiUrl.replace(/^https?:\/\//, '') : '';
  return html`${running ? number(running) + ' running, ' : ''}${number(today.length)} finished today${failed ? ', ' + number(failed) + ' failed' : ''}.${api && html` Local API at <code>${api}</code>`}`;
}

function useLog(job) {
  const [log, setLog] = useState(null);
  useEffect(() => {
    const stop = new AbortController();
    const read = () => get('jobs/' + encodeURIComponent(job.jobId) + '/log', stop.signal).then(setLog, (e) => e.name !== 'AbortError' && setLog({ lines: [], error: e }));
    setLog(null);
    read();
    const timer = isActive(job) ? setInterval(read, 1500) : 0;
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [job.jobId, job.status]);
  return log;
}

function Log({ job }) {
  const log = useLog(job);
  const lines = (log && log.lines) || [];
  return html`<header class="log-h"><h2>Log</h2><span class="t12 quiet">${plural(lines.length, 'line')}${log && log.dropped ? ', ' + number(log.dropped) + ' dropped' : ''}</span>
      <span class="right">${lines.length > 0 && html`<${Copy} words text=${() => lines.map(plainLine).join('\n')} />`}</span></header>
    ${lines.length > 0 && html`<div class="lines" tabindex="0" role="group" aria-label="Log of this job"><ol>${lines.map((entry) => html`<${Line} entry=${entry} />`)}</ol></div>`}
    ${log && !lines.length && html`<p class="pad t13 second">${log.error ? log.error.message : 'This job wrote nothing.'}</p>`}`;
}

function Detail({ job, lost }) {
  const detail = useDetail(job);
  const [error, setError] = useState(null);
  const shown = { ...job, ...(detail && detail.status === job.status ? detail : {}) };
  const task = detail && detail.task;
  const [word, tone] = jobState(job.status);
  const again = () => post('jobs/' + encodeURIComponent(job.jobId) + '/retry').then((r) => go(path('jobs', r.jobId)), setError);
  const waited = millis(job.startedAt) - millis(job.createdAt);
  const facts = [
    ['Engine', [job.engine && job.engine + ' ' + (job.engineVersion || ''), job.model].filter(Boolean).join(' · ')],
    ['Result', job.hasResult && resultFacts(shown, task).slice(0, 2).join(', ')],
    ['Time', [waited >= 50 && 'waited ' + took(waited), ranFor(job) >= 0 && 'ran ' + took(ranFor(job))].filter(Boolean).join(', ')],
    ['Started', job.startedAt && html`<time title=${iso(job.startedAt)}>${clock(job.startedAt, true)}</time>`],
    ['From', isStudio(job) ? 'the studio' : job.source === 'console' ? 'this console' : 'the local API'],
  ].filter(([, value]) => value);
  return html`<aside class="card pane" aria-label="Job">
    <header><${Pill} tone=${tone}>${word}</${Pill}><code class="cut second" title=${job.jobId}>${middle(job.jobId, 12)}</code><span class="right"><${Copy} text=${job.jobId} label="Copy the id" /></span></header>
    <div class="piece"><${Media} job=${shown} detail=${detail} /></div>
    <div class="pad"><p class="prompt">${jobTitle(shown)}</p>
      ${job.status === 'failed' && html`<div class="note bad reason"><${Icon} name="warn" /><div>${job.reason || 'It failed without a reason.'}</div></div>`}
      ${job.status === 'cancelled' && job.reason && html`<p class="t13 second">${job.reason}</p>`}
      <dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      <div class="row"><${Download} job=${shown} />${startHref(shown) && html`<a class="btn" href=${startHref(shown)}>Use as start</a>`}
        ${isActive(job) ? html`<${CancelButton} job=${job} lost=${lost} />` : !isStudio(job) && html`<button type="button" class="btn" disabled=${lost} onClick=${again}><${Icon} name="again" />Run again</button>`}</div>
      ${error && html`<p class="t13 is-bad" role="alert">${error.message}</p>`}
    </div>
    <${Log} key=${job.jobId} job=${job} />
  </aside>`;
}

export default function Jobs({ route, lost }) {
  const topic = useTopic('jobs');
  const status = useTopic('status').data;
  const [limit, setLimit] = useState(PAGE);
  const wide = useWide();
  const current = useRef([]);
  const [held, release] = useSettled(current);
  const jobs = topic.data || [];
  const source = route.query.get('from') || '';
  const text = route.query.get('q') || '';
  const sort = route.query.get('sort') || '';
  const from = (SOURCES.find((s) => s[0] === source) || SOURCES[0])[2];
  const found = jobs.filter((j) => matches(j, text));
  const ended = sortJobs(found.filter((j) => !isActive(j) && from(j)), sort);
  const rows = held ? ended.filter((j) => held.has(j.jobId)) : ended;
  current.current = rows;
  const newer = ended.length - rows.length;
  const picks = usePicks(rows.map((j) => j.jobId));
  const active = jobs.filter((j) => isActive(j) && from(j));
  const selectedId = route.rest[0] || (wide && rows[0] && rows[0].jobId);
  const selected = jobs.find((j) => j.jobId === selectedId);
  if (route.rest[0] && !wide && selected) {
    return html`<p class="row"><a class="btn plain" href=${path('jobs') + location.search}><${Icon} name="back" />All jobs</a></p><h1 class="unseen">${jobTitle(selected)}</h1><${Detail} key=${selected.jobId} job=${selected} lost=${lost} />`;
  }
  const history = !topic.data
    ? topic.error ? html`<${Failure} error=${topic.error} again=${() => refresh('jobs')} />` : html`<${Wait} rows=${6} />`
    : html`${topic.error && html`<${Failure} error=${topic.error} what="Not up to date." again=${() => refresh('jobs')} />`}
      ${jobs.length > 0 && html`<div class="filters"><fieldset class="choice"><legend class="unseen">Where jobs came from</legend>
        ${SOURCES.map(([id, name, is]) => html`<label><input type="radio" name="from" checked=${id === source} onChange=${() => setQuery({ from: id })} /><span>${name}<b>${number(found.filter(is).length)}</b></span></label>`)}</fieldset>
        <input class="field" type="search" data-filter aria-label="Filter by prompt, model or id" placeholder="Filter by prompt, model or id" value=${text} onInput=${(e) => setQuery({ q: e.target.value })} />
        ${rows.length > 0 && !picks.picking && html`<button type="button" class="btn plain" onClick=${picks.start}>Select</button>`}</div>`}
      <${PickBar} picks=${picks} rows=${rows} lost=${lost} />
      ${newer > 0 && html`<button type="button" class="btn newer" onClick=${release}>${plural(newer, 'newer job')}</button>`}
      ${rows.length > 0 && html`<${History} rows=${rows} selected=${selectedId} limit=${limit} onMore=${() => setLimit(limit + PAGE)} more=${PAGE} sort=${sort} picks=${picks} />`}
      ${!rows.length && jobs.length > 0 && !!(text || source) && html`<div class="card empty"><p>No job matches this filter.</p><button type="button" class="btn" onClick=${() => setQuery({ q: '', from: '' })}>Show all</button></div>`}
      ${!jobs.length && html`<div class="card empty"><p>No jobs yet. Make something${status && status.localApiUrl ? html`, or call the local API at <code>${status.localApiUrl.replace(/^https?:\/\//, '')}</code>` : ''}.</p><a class="btn main" href=${path('make')}>Make something</a></div>`}`;
  const missing = route.rest[0] && topic.data && !selected;
  return html`<${Head} title="Jobs" lead=${topic.data && lead(jobs, status)}><a class="btn" href=${path('make')}><${Icon} name="make" />Make something</a></${Head}>
    <div class=${'split' + (selected || missing ? '' : ' single')}><div>
      ${active.length > 0 && html`<div class="runs">${active.slice(0, 6).map((job) => html`<${RunCard} key=${job.jobId} job=${job} lost=${lost} href=${path('jobs', job.jobId)} />`)}</div>`}
      ${active.length > 6 && html`<p class="t13 second newer">and ${number(active.length - 6)} more waiting</p>`}
      ${history}</div>
    ${selected && html`<${Detail} key=${selected.jobId} job=${selected} lost=${lost} />`}
    ${missing && html`<aside class="card empty">This job is no longer kept here. <br /><a class="btn" href=${path('jobs')}>All jobs</a></aside>`}
  </div>`;
}
