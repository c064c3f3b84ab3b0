// Single-key shortcuts: off while typing, and as a whole when switched off in Settings.
import { go, here, PAGES, path } from './router.js';
import { hasWorker } from './roles.js';
import { setPaused } from './strip.js';
import { peek } from './store.js';
import { openDialog } from './parts/dialog.js';
import { html } from './ui.js';

const PLACES = { m: 'make', j: 'jobs', e: 'engines', d: 'models', w: 'worker', q: 'queue', a: 'gallery', o: 'hosts', k: 'keys', f: 'fleet', t: 'agents', l: 'logs', s: 'settings' };
const OFF = 'atelier.keys.off';
let awaiting = 0;

export const enabled = () => localStorage.getItem(OFF) !== '1';
export const setEnabled = (on) => (on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1'));

const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && element.type !== 'radio' && element.type !== 'checkbox';

const ROW = 'tr[data-row]';
const rowAt = (element) => element && element.closest && element.closest(ROW);

function step(by) {
  const all = [...document.querySelectorAll(ROW)];
  if (!all.length) return;
  const at = all.indexOf(rowAt(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  (next.querySelector('a, button:not(:disabled):not([hidden])') || next).focus();
  next.scrollIntoView({ block: 'nearest' });
}

/** Arrows move only once a row has the focus: anywhere else they scroll. */
function arrow(event) {
  const by = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
  if (!by || !rowAt(event.target) || event.target.closest('[data-menu]')) return false;
  step(by);
  return true;
}

function help() {
  const lines = [
    ...Object.entries(PLACES).filter(([, page]) => PAGES.includes(page)).map(([key, page]) => ['g then ' + key, page[0].toUpperCase() + page.slice(1)]), ['/', 'Filter the list'], ['j  k  ↓  ↑', 'Next row, row before'], ['Enter', 'Open the row'], ['x', 'Select the row'],
    ['c', 'Copy the id of the open job or task'], ...(hasWorker ? [['p', 'Pause or resume, asks first']] : []), ['Ctrl Enter', 'Make, from the prompt'], ['Esc', 'Close or clear'], ['?', 'This list'],
  ];
  openDialog({
    title: 'Keyboard',
    body: html`<dl class="keys">${lines.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}</dl>`,
    note: 'Single keys can be turned off in Settings.',
    cancel: 'Close',
  });
}

function pause() {
  const paused = peek('status') && peek('status').paused;
  openDialog({
    title: paused ? 'Resume this worker?' : 'Pause this worker?',
    lead: paused ? 'It takes new work again.' : 'It takes no new work; what runs now finishes.',
    confirm: paused ? 'Resume' : 'Pause',
    action: () => setPaused(!paused),
  });
}

const SINGLE = {
  '/': () => document.querySelector('[data-filter]')?.focus(),
  '?': help,
  j: () => step(1),
  k: () => step(-1),
  x: () => rowAt(document.activeElement)?.querySelector('[data-pick]')?.click(),
  p: () => hasWorker && pause(),
  c: () => ['jobs', 'queue', 'gallery', 'agents'].includes(here().page) && here().rest[0] && navigator.clipboard?.writeText(here().rest[0]),
};

export function start() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const target = event.target;
    if (event.key === 'Escape' && target.matches('[data-filter]')) {
      target.value = '';
      target.dispatchEvent(new Event('input', { bubbles: true }));
      target.blur();
      return;
    }
    if (typing(target)) return;
    if (arrow(event)) {
      event.preventDefault();
      return;
    }
    if (!enabled()) return;
    if (awaiting && PAGES.includes(PLACES[event.key])) {
      awaiting = 0;
      event.preventDefault();
      go(path(PLACES[event.key]));
    } else if (event.key === 'g') {
      awaiting = setTimeout(() => (awaiting = 0), 1500);
    } else if (SINGLE[event.key]) {
      event.preventDefault();
      SINGLE[event.key]();
    }
  });
}
