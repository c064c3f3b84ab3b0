// One change to the engines: its eight steps, its lanes, and how it ended.
import { clock, iso, millis, percent, plural, took } from '../format.js';
import { Lanes } from './lanes.js';
import { Dot, html, Icon, useEffect, useNow, useState } from '../ui.js';

const STEPS = ['stage', 'verify', 'preview', 'start', 'self-test', 'switch', 'drain', 'retire'];
const NAMES = { 'self-test': 'Self-test' };
const MARKS = { done: 'done', running: 'now', failed: 'failed', waiting: 'ring', skipped: 'ring' };
const FOLD_AFTER_MS = 10_000;

const stepName = (name) => NAMES[name] || name[0].toUpperCase() + name.slice(1);

function stepText(step) {
  if (step.state === 'running') return step.detail || 'running';
  if (step.state === 'failed') return step.detail || 'failed';
  if (step.state === 'skipped') return 'not needed';
  return step.millis != null && step.state === 'done' ? took(step.millis) : '';
}

export function Steps({ steps = [] }) {
  const known = STEPS.map((name) => steps.find((s) => s.name === name) || { name, state: 'waiting' });
  return html`<ol class="steps">${known.map((s) => html`<li key=${s.name} class=${s.state} aria-current=${s.state === 'running' ? 'step' : undefined} title=${s.detail || ''}>
    <${Icon} name=${MARKS[s.state] || 'ring'} />${stepName(s.name)}<span>${stepText(s)}</span><span class="unseen">${s.state}</span></li>`)}</ol>`;
}

const VERBS = {
  install: ['Installing', 'Installed', 'Installing'],
  swap: ['Swapping', 'Swapped', 'Swapping'],
  rollback: ['Rolling back', 'Rolled back', 'Rolling back'],
  remove: ['Removing', 'Removed', 'Removing'],
};

function object(op) {
  if (op.kind === 'install') return `${op.engine} ${op.to || ''}`;
  if (op.kind === 'remove') return `${op.engine} ${op.from || ''}`;
  return `${op.engine} ${op.from || ''} to ${op.to || ''}`;
}

export function operationTitle(op) {
  const [doing, done, noun] = VERBS[op.kind] || [op.kind, op.kind, op.kind];
  if (op.state === 'running') return `${doing} ${object(op)}`;
  if (op.state === 'done') return `${done} ${object(op)}`;
  if (op.state === 'rolled_back') return `${noun} ${object(op)} was undone`;
  return `${noun} ${object(op)} failed`;
}

/** "in 31 s. 0 jobs refused, 0 failed": counted from the jobs this tab knows of that ran meanwhile. */
export function outcome(op, jobs) {
  const ms = millis(op.finishedAt) - millis(op.startedAt);
  const during = jobs.filter((j) => j.engine === op.engine && millis(j.finishedAt) >= millis(op.startedAt) && millis(j.finishedAt) <= millis(op.finishedAt));
  const failed = during.filter((j) => j.status === 'failed').length;
  const time = Number.isNaN(ms) ? '' : ` in ${took(ms)}`;
  if (op.state === 'done' && (op.kind === 'swap' || op.kind === 'rollback')) return `${time}. ${plural(during.length, 'job')} finished meanwhile, ${failed} failed`;
  return time;
}

export function Problem({ op }) {
  const error = op.error;
  if (!error) return null;
  const kept = op.from && op.kind !== 'remove' ? ` ${op.from} never stopped serving.` : '';
  return html`<div class="note bad"><${Icon} name="warn" /><div>${error.message}${op.state === 'failed' ? kept : ''}${error.remedy && html` <span>${error.remedy}</span>`}</div></div>`;
}

export function Probation({ row }) {
  const now = useNow(!!(row && row.probationUntil));
  if (!row || !row.probationUntil || millis(row.probationUntil) < now) return null;
  return html`<span class="t12 second">Watching until ${clock(row.probationUntil)}, ${row.faults || 0} of ${plural(row.jobs || 0, 'job')} failed${row.faults && row.jobs >= 5 ? ' (' + percent((row.faults || 0) / row.jobs) + ')' : ''}</span>`;
}

/** True once an ended operation has been in sight long enough. */
function useFolded(op) {
  const left = op.state === 'running' ? Infinity : millis(op.finishedAt) + FOLD_AFTER_MS - Date.now();
  const [, again] = useState(0);
  useEffect(() => {
    if (left <= 0 || left === Infinity) return undefined;
    const timer = setTimeout(() => again((n) => n + 1), left + 50);
    return () => clearTimeout(timer);
  }, [op.id, op.state]);
  return left <= 0;
}

export function OperationCard({ op, jobs, row, back, folds = true }) {
  const folded = useFolded(op) && folds;
  const live = op.state === 'running';
  const tone = live ? 'live' : op.state === 'done' ? 'ok' : op.state === 'failed' ? 'bad' : 'warn';
  const title = operationTitle(op);
  const head = html`<header><${Dot} tone=${tone} /><h2>${title}${folded ? outcome(op, jobs) + '.' : ''}</h2>
    <span class="t12 quiet wide-only" title=${iso(op.startedAt)}>started ${clock(op.startedAt, true)}${op.requestedBy ? ' by ' + op.requestedBy : ''}${op.unsigned ? ', unsigned' : ''}</span>
    <span class="row right"><${Probation} row=${row} />${back}</span></header>`;
  if (folded && op.state === 'done') return html`<section class="card folded">${head}</section>`;
  return html`<section class="card" aria-label=${title}>${head}
    <div class="pad"><${Steps} steps=${op.steps} /></div>
    ${op.error && html`<div class="pad"><${Problem} op=${op} /></div>`}
    ${(op.kind === 'swap' || op.kind === 'rollback') && op.from && op.to && html`<div class="pad"><${Lanes} operation=${op} jobs=${jobs} /></div>`}
  </section>`;
}
