// A swap drawn as two lanes over time: what the old and the new version had in flight, and the moment between them.
import { clock, millis } from '../format.js';
import { html, Pill, useNow } from '../ui.js';

const WINDOW_MS = 120_000;
const MOST_BARS = 200;
const ROWS = 3;

/** Puts bars into rows without overlap; what fits in none joins the fullest one's neighbour. */
export function pack(jobs, from, to) {
  const ends = Array(ROWS).fill(-Infinity);
  return jobs.map((job) => {
    const start = Math.max(from, millis(job.startedAt));
    const end = job.finishedAt ? millis(job.finishedAt) : to;
    let row = ends.findIndex((e) => e <= start);
    if (row < 0) row = ends.indexOf(Math.min(...ends));
    ends[row] = Math.max(ends[row], end);
    return { start, end: Math.max(end, start), row, open: !job.finishedAt };
  });
}

/** Past the limit a bar is a bucket: everything that ended in the same slice of time. */
export function bucket(bars, from, to) {
  if (bars.length <= MOST_BARS) return bars;
  const slice = (to - from) / (MOST_BARS / ROWS);
  const seen = new Map();
  for (const bar of bars) {
    const key = bar.row + ':' + Math.floor((bar.start - from) / slice) + ':' + bar.open;
    const old = seen.get(key);
    if (old) old.end = Math.max(old.end, bar.end);
    else seen.set(key, { ...bar });
  }
  return [...seen.values()];
}

function Lane({ jobs, version, tone, state, says, side, from, to, cut, test }) {
  const mine = jobs.filter((j) => j.engineVersion === version && millis(j.startedAt) < to && (!j.finishedAt || millis(j.finishedAt) > from)).sort((a, b) => millis(a.startedAt) - millis(b.startedAt));
  const bars = bucket(pack(mine, from, to), from, to);
  const open = mine.filter((j) => !j.finishedAt).length;
  const x = (t) => Math.max(0, Math.min(100, (100 * (t - from)) / (to - from)));
  const label = `Version ${version}: ${mine.length} jobs in this window, ${open} in flight` + (cut ? `, switched at ${clock(cut, true)}` : '');
  return html`<div><${Pill} tone=${tone}>${state}</${Pill}> <b>${version}</b><br /><span class="t12 quiet">${says}</span></div>
    <div class="lane-fig"><svg role="img" aria-label=${label}>
      ${test && test[1] > from && html`<rect class="b-test" x=${x(test[0]) + '%'} y="8" width=${Math.max(1, x(test[1]) - x(test[0])) + '%'} height="43" rx="3" />`}
      ${bars.map((b) => html`<rect class=${(side === 'old' ? 'b-old' : 'b-new') + (b.open ? '' : ' over')} x=${x(b.start) + '%'} y=${8 + 17 * b.row} width=${Math.max(0.4, x(b.end) - x(b.start) - 0.3) + '%'} height="9" rx="2" />`)}
      ${cut > from && html`<line class="b-cut" x1=${x(cut) + '%'} x2=${x(cut) + '%'} y1="0" y2="58" />`}
    </svg></div>
    <div class="t13"><b>${open}</b> <span class="quiet">in flight</span></div>`;
}

const stepAt = (operation, name) => (operation.steps || []).find((s) => s.name === name);

export function Lanes({ operation, jobs }) {
  const running = operation.state === 'running';
  const now = useNow(running);
  const to = running ? now : millis(operation.finishedAt) || now;
  const from = Math.max(to - WINDOW_MS, millis(operation.startedAt) - 15_000);
  const sw = stepAt(operation, 'switch');
  const cut = sw && sw.state === 'done' ? millis(sw.startedAt) : 0;
  const st = stepAt(operation, 'self-test');
  const test = st && st.startedAt ? [millis(st.startedAt), millis(st.startedAt) + (st.millis ?? Math.max(0, to - millis(st.startedAt)))] : null;
  const engine = jobs.filter((j) => j.engine === operation.engine && j.startedAt);
  const x = (t) => (100 * (t - from)) / (to - from);
  const shared = { jobs: engine, from, to, cut };
  return html`<div class="lanes">
    <${Lane} ...${shared} version=${operation.from} side="old" tone=${cut ? '' : 'ok'} state=${cut ? (running ? 'Draining' : 'Retired') : 'Active'} says=${cut ? 'finishes what it started' : 'takes every new job'} />
    <${Lane} ...${shared} version=${operation.to} side="new" test=${test} tone=${cut ? 'ok' : 'live'} state=${cut ? 'Active' : 'Starting'} says=${cut ? 'takes every new job' : 'is being tried out'} />
    <svg class="axis" aria-hidden="true"><text x="0" y="13">${clock(from, true)}</text>
      ${cut > from && x(cut) > 10 && html`<text class="cut-t" x=${Math.min(82, x(cut)) + '%'} y="13">switched ${clock(cut, true)}</text>`}
      ${(!(cut > from) || x(cut) < 84) && html`<text x="100%" y="13" text-anchor="end">${running ? 'now' : clock(to, true)}</text>`}</svg>
  </div>`;
}

