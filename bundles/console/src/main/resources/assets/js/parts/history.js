// The ended jobs: by day, or sorted by a column; picked ones can be run again together.
import { say } from '../announce.js';
import { post } from '../api.js';
import { clock, day, iso, millis, number, plural, took } from '../format.js';
import { isStudio, jobState, jobTitle, kindOf } from '../kinds.js';
import { go, path, setQuery } from '../router.js';
import { refresh } from '../store.js';
import { html, Icon, Pill, useState } from '../ui.js';
import { Copy } from './copy.js';
import { ranFor, Thumb } from './media.js';
import { FirstPick, Pick, PickHead, sorted, SortHead, useStop } from './table.js';

const NEWEST = '-ended';
const COLUMNS = { job: jobTitle, state: (j) => jobState(j.status)[0], took: ranFor, ended: (j) => millis(j.finishedAt || j.createdAt) };

export const sortJobs = (jobs, sort) => (sort && sort !== NEWEST ? sorted(jobs, sort, COLUMNS) : jobs);

function Row({ job, on, picks, stop }) {
  const [word, tone] = jobState(job.status);
  const href = path('jobs', job.jobId) + location.search;
  const title = jobTitle(job);
  const tab = stop.tab(job.jobId);
  return html`<tr class=${picks.has(job.jobId) ? 'picked' : on ? 'on' : ''} data-row data-open onFocusIn=${stop.seen(job.jobId)} onClick=${(e) => !e.target.closest('a, .pick') && go(href)}>
    <${Pick} picks=${picks} id=${job.jobId} label=${title} tab=${tab} />
    <td class="w-main"><${FirstPick} picks=${picks} id=${job.jobId} /><div class="titled"><${Thumb} job=${job} /><div><a class="pair cut rowlink" href=${href} tabindex=${tab} aria-current=${on ? 'true' : undefined}>${title}</a>
      <span class="pair cut">${[kindOf(job.kind).name, job.model, isStudio(job) && 'studio'].filter(Boolean).join(' · ')}</span></div></div></td>
    <td><${Pill} tone=${tone}>${word}</${Pill}></td><td class="num wide-only">${took(ranFor(job))}</td>
    <td class="num second wide-only"><time title=${iso(job.finishedAt)}>${clock(job.finishedAt || job.createdAt)}</time></td></tr>`;
}

function byDay(jobs) {
  const days = [];
  for (const job of jobs) {
    const name = day(job.finishedAt || job.createdAt || job.startedAt);
    if (!days.length || days[days.length - 1].name !== name) days.push({ name, jobs: [] });
    days[days.length - 1].jobs.push(job);
  }
  return days;
}

export function PickBar({ picks, rows, lost }) {
  const [note, setNote] = useState('');
  if (!picks.picking) return null;
  const chosen = rows.filter((j) => picks.now.includes(j.jobId));
  const mine = chosen.filter((j) => !isStudio(j));
  const again = async () => {
    let refused = 0;
    // One after the other, so that they queue in the order they are listed.
    for (const job of mine) await post('jobs/' + encodeURIComponent(job.jobId) + '/retry').catch(() => refused++);
    const told = `${plural(mine.length - refused, 'job')} asked for again${refused ? ', ' + number(refused) + ' refused' : ''}.`;
    if (refused) setNote(told);
    else picks.clear();
    say(told);
    refresh('jobs');
  };
  return html`<div class="picks" role="group" aria-label="Selected jobs"><span role="status">${note || plural(chosen.length, 'job') + ' selected'}</span>
    <span class="row right"><button type="button" class="btn small" disabled=${!mine.length || lost} onClick=${again}><${Icon} name="again" />Run ${mine.length ? number(mine.length) + ' ' : ''}again</button>
    ${chosen.length > 0 && html`<${Copy} words label="Copy ids" text=${() => chosen.map((j) => j.jobId).join('\n')} />`}
    <button type="button" class="btn small plain" onClick=${picks.clear}>Clear</button></span></div>`;
}

export function History({ rows, selected, limit, onMore, more, sort, picks }) {
  const shown = rows.slice(0, limit);
  const stop = useStop(shown.map((j) => j.jobId), selected);
  const onSort = (to) => setQuery({ sort: to === NEWEST ? '' : to });
  const head = { sort: sort || NEWEST, onSort };
  const body = (jobs) => jobs.map((job) => html`<${Row} key=${job.jobId} job=${job} on=${job.jobId === selected} picks=${picks} stop=${stop} />`);
  const days = sort && sort !== NEWEST ? [{ name: 'sorted', jobs: shown }] : byDay(shown);
  return html`<div class="card"><table><thead><tr><${PickHead} picks=${picks} /><${SortHead} ...${head} id="job" name="Job" /><${SortHead} ...${head} id="state" name="State" /><${SortHead} ...${head} id="took" name="Took" cls="num wide-only" /><${SortHead} ...${head} id="ended" name="Ended" cls="num wide-only" /></tr></thead>
    ${days.map((d) => html`<tbody key=${d.name}>${d.name !== 'sorted' && html`<tr class="day"><th colspan="5" scope="rowgroup">${d.name}</th></tr>`}${body(d.jobs)}</tbody>`)}
  </table></div>${rows.length > limit && html`<p class="row pad"><button type="button" class="btn" onClick=${onMore}>Show ${number(Math.min(more, rows.length - limit))} more</button></p>`}`;
}
