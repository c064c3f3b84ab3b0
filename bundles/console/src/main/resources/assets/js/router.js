// Pages of this console change without a reload; everything else is an ordinary link.
import { base } from './api.js';
import { hasStudio, hasWorker } from './roles.js';
import { useEffect, useReducer } from './ui.js';

const OF_WORKER = ['jobs', 'engines', 'worker'];
const OF_STUDIO = ['queue', 'gallery', 'hosts', 'keys', 'fleet', 'agents'];
export const PAGES = ['make', 'models', 'logs', 'settings', ...(hasWorker ? OF_WORKER : []), ...(hasStudio ? OF_STUDIO : [])];
const changed = new Set();

export function here() {
  const parts = location.pathname.slice(base.length + 1).split('/').map(decodeURIComponent);
  return { page: PAGES.includes(parts[0]) ? parts[0] : 'make', rest: parts.slice(1).filter(Boolean), query: new URLSearchParams(location.search) };
}

export const path = (...parts) => base + '/' + parts.map(encodeURIComponent).join('/');

export function go(to, { replace = false } = {}) {
  const before = here().page;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  for (const listener of changed) listener();
  if (!replace && here().page !== before) scrollTo(0, 0);
}

/** Keeps a filter in the address, so that back and reload find it. */
export function setQuery(values) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  go(location.pathname + (text ? '?' + text : ''), { replace: true });
}

export function onRoute(listener) {
  changed.add(listener);
  return () => changed.delete(listener);
}

export function useRoute() {
  const [, repaint] = useReducer((n) => n + 1, 0);
  useEffect(() => onRoute(repaint), []);
  return here();
}

export function start() {
  addEventListener('popstate', () => changed.forEach((listener) => listener()));
  document.addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('a[href]');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    const page = link.pathname.slice(base.length + 1).split('/')[0];
    if (!link.pathname.startsWith(base + '/') || !PAGES.includes(page)) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}
