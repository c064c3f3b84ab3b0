// What live events tell of things that come from elsewhere: models' files and engines' parts.
import { changed, peek, refresh, set } from './store.js';

const WINDOW_MS = 5000;
const marks = new Map(); // by model, what had come when: for the rate

export function tellDownload(download) {
  const running = download.state === 'running';
  const before = (marks.get(download.id) || []).filter((m) => Date.now() - m.at < WINDOW_MS);
  marks.set(download.id, running ? [...before, { at: Date.now(), bytes: download.bytes }] : []);
  const all = peek('downloads');
  if (!all) return;
  set('downloads', all.map((m) => (m.id === download.id ? { ...m, download } : m)));
  if (running) changed('downloads');
  else refresh('downloads');
}

/** Bytes a second over the last few; 0 when not known. */
export function rateOf(model) {
  const known = marks.get(model) || [];
  const [first, last] = [known[0], known[known.length - 1]];
  return known.length > 1 && last.at > first.at ? ((last.bytes - first.bytes) / (last.at - first.at)) * 1000 : 0;
}

/** An event tells how far one is; how the list looks after its end has to be asked for. */
export function tellPart(adding) {
  set('adding', { ...peek('adding'), [adding.engine + '/' + adding.part]: adding });
  if (adding.state !== 'running') set('partsEnded', (peek('partsEnded') || 0) + 1);
}
