// What came out?
import { day, number, plural } from '../format.js';
import { enabled } from '../keys.js';
import { jobTitle, KINDS } from '../kinds.js';
import { useJobPages } from '../parts/paged.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { Tile } from '../parts/tile.js';
import { path, setQuery } from '../router.js';
import { sheet } from '../sheet.js';
import { useTopic } from '../store.js';
import { html, Icon, useEffect, useRef, useState } from '../ui.js';
import { Piece } from './piece.js';

sheet('gallery.css');

const ENOUGH = 24; // in sight before the next page is asked for by itself
const LOOK_BACK = 500; // jobs that may be read in search of that many

function byDay(jobs) {
  const days = new Map();
  for (const job of jobs) days.set(day(job.finishedAt), [...(days.get(day(job.finishedAt)) || []), job]);
  return [...days];
}

/** Arrows walk over the grid, d downloads; Enter is the link's own. */
function walk(event) {
  const tile = event.target.closest('[data-tile]');
  if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'd' && enabled()) {
    tile.parentNode.querySelector('a[download]')?.click();
    return event.preventDefault();
  }
  const all = [...event.currentTarget.querySelectorAll('[data-tile]')];
  const box = tile.getBoundingClientRect();
  const at = all.indexOf(tile);
  const column = (other) => Math.abs(other.getBoundingClientRect().left - box.left) < 8;
  const to = { ArrowRight: all[at + 1], ArrowLeft: all[at - 1], Home: all[0], End: all[all.length - 1], ArrowDown: all.slice(at + 1).find(column), ArrowUp: all.slice(0, at).reverse().find(column) }[event.key];
  if (!to) return undefined;
  to.focus();
  to.parentNode.scrollIntoView({ block: 'nearest' });
  return event.preventDefault();
}

/** The end of the list: coming near it reads on. */
function End({ pages }) {
  const ref = useRef();
  useEffect(() => {
    const watch = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && pages.more(), { rootMargin: '600px' });
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [pages.rows, pages.busy]);
  return html`<p class="row pad" ref=${ref}><button type="button" class="btn" disabled=${pages.busy} onClick=${pages.more}>${pages.busy ? 'Reading…' : 'Show more'}</button></p>`;
}

function Filters({ kind, model, text, models }) {
  return html`<div class="filters gallery-filters"><fieldset class="choice"><legend class="unseen">Kind</legend>
      ${[{ id: '', name: 'All' }, ...KINDS].map((k) => html`<label><input type="radio" name="kind" checked=${k.id === kind} onChange=${() => setQuery({ kind: k.id })} /><span>${k.name}</span></label>`)}</fieldset>
    <select class="field" aria-label="Model" value=${model} onInput=${(e) => setQuery({ model: e.target.value })}><option value="">Every model</option>${model && !models.some((m) => m.id === model) && html`<option value=${model}>${model}</option>`}${models.map((m) => html`<option value=${m.id}>${m.displayName || m.id}</option>`)}</select>
    <input class="field" type="search" data-filter aria-label="Filter by prompt" placeholder="Filter by prompt" value=${text} onInput=${(e) => setQuery({ q: e.target.value })} /></div>`;
}

function Grid({ route }) {
  const [kind, model, text] = ['kind', 'model', 'q'].map((name) => route.query.get(name) || '');
  const counts = useTopic('studioCounts').data;
  const models = useTopic('registry').data || [];
  const pages = useJobPages('status=done' + (model ? '&model=' + encodeURIComponent(model) : ''));
  const [at, setAt] = useState(null);
  const all = (pages.rows || []).filter((j) => j.hasResult);
  const needle = text.toLowerCase();
  const found = all.filter((j) => (!kind || j.kind === kind) && (!needle || jobTitle(j).toLowerCase().includes(needle)));
  const searching = !!pages.more && found.length < ENOUGH && (pages.rows || []).length < LOOK_BACK;
  useEffect(() => {
    if (pages.rows && searching && !pages.busy && (kind || needle)) pages.more();
  }, [pages.rows, searching, pages.busy, kind, needle]);
  const stop = found.some((j) => j.jobId === at) ? at : found[0] && found[0].jobId;
  const filtered = !!(kind || model || needle);
  return html`<${Head} title="Gallery" lead=${counts && (counts.done ? `${plural(counts.done, 'result')}, the newest first.` : 'What workers make for this studio appears here.')}><a class="btn" href=${path('make') + '?to=studio'}><${Icon} name="make" />Make something</a></${Head}>
    ${(all.length > 0 || filtered) && html`<${Filters} kind=${kind} model=${model} text=${text} models=${models} />`}
    ${pages.error && html`<${Failure} error=${pages.error} what=${pages.rows ? 'Not up to date.' : 'The results could not be read.'} again=${pages.again} />`}
    ${!pages.rows && !pages.error && html`<${Wait} rows=${6} />`}
    <div onKeyDown=${walk}>${byDay(found).map(([name, jobs]) => html`<section key=${name} class="section" aria-label=${name}><div class="section-h"><h2>${name}</h2><span class="t12 quiet">${number(jobs.length)}</span></div>
      <ul class="grid">${jobs.map((job) => html`<${Tile} key=${job.jobId} job=${job} tab=${job.jobId === stop ? 0 : -1} onFocus=${() => setAt(job.jobId)} />`)}</ul></section>`)}</div>
    ${pages.rows && !found.length && !pages.busy && html`<div class="card empty">${filtered ? html`<p>No result matches this filter${pages.more ? ' among the newest ' + number(all.length) : ''}.</p><button type="button" class="btn" onClick=${() => setQuery({ kind: '', model: '', q: '' })}>Show all</button>` : html`<p>Nothing has been made yet. Hand in a job, and its result appears here.</p><a class="btn main" href=${path('make') + '?to=studio'}>Make something</a>`}</div>`}
    ${pages.more && html`<${End} pages=${pages} />`}`;
}

export default function Gallery({ route }) {
  return route.rest[0] ? html`<${Piece} key=${route.rest[0]} id=${route.rest[0]} />` : html`<${Grid} route=${route} />`;
}
