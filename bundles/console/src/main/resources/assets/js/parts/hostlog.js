// What a worker reported, newest at the bottom; following lets go as soon as somebody scrolls up.
import { get } from '../api.js';
import { plural } from '../format.js';
import { watch } from '../store.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../ui.js';
import { Copy } from './copy.js';
import { Line, plainLine } from './lines.js';

const MOST = 1000;
const EVERY_MS = 1500;
const LEVELS = [['', 'All'], ['info', 'Info'], ['warn', 'Warn'], ['error', 'Error']];

function useLines(id, level, follow) {
  const [lines, setLines] = useState(null);
  const [error, setError] = useState(null);
  const seq = useRef(0);
  const read = (signal) => get(`studio/workers/${encodeURIComponent(id)}/logs?after=${seq.current}&level=${level}&limit=${MOST}`, signal).then((answer) => {
    seq.current = answer.seq;
    setError(null);
    if (answer.entries.length) setLines((old) => (old || []).concat(answer.entries).slice(-MOST));
    else setLines((old) => old || []);
  }, (e) => e.name !== 'AbortError' && setError(e));
  useEffect(() => {
    const stop = new AbortController();
    seq.current = 0;
    setLines(null);
    read(stop.signal);
    return () => stop.abort();
  }, [id, level]);
  useEffect(() => {
    if (!follow) return undefined;
    let busy = false;
    const stop = new AbortController();
    const again = () => {
      if (busy || document.hidden) return;
      busy = true;
      read(stop.signal).finally(() => (busy = false));
    };
    const timer = setInterval(again, EVERY_MS);
    const quiet = watch('hosts', again);
    return () => {
      clearInterval(timer);
      quiet();
      stop.abort();
    };
  }, [id, level, follow]);
  return { lines, error };
}

export function HostLog({ id, name }) {
  const [level, setLevel] = useState('');
  const [follow, setFollow] = useState(true);
  const { lines, error } = useLines(id, level, follow);
  const box = useRef();
  useLayoutEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, follow]);
  const scrolled = () => {
    const { scrollTop, clientHeight, scrollHeight } = box.current;
    if (follow && scrollHeight - scrollTop - clientHeight > 40) setFollow(false);
  };
  const shown = lines || [];
  return html`<section class="section" aria-labelledby="host-log"><div class="section-h wraps"><h2 id="host-log">Log</h2><span class="t12 quiet">${plural(shown.length, 'line')}</span>
      <fieldset class="choice"><legend class="unseen">Level</legend>${LEVELS.map(([value, text]) => html`<label><input type="radio" name="level" checked=${value === level} onChange=${() => setLevel(value)} /><span>${text}</span></label>`)}</fieldset>
      <span class="row right"><label class="switch"><input type="checkbox" checked=${follow} onChange=${(e) => setFollow(e.target.checked)} />Follow</label>${shown.length > 0 && html`<${Copy} words text=${() => shown.map(plainLine).join('\n')} />`}</span></div>
    ${error && html`<p class="t13 is-bad" role="alert">${error.message}</p>`}
    <div class="card">${shown.length > 0
      ? html`<div class="lines tall" ref=${box} tabindex="0" role="group" aria-label=${'Log of ' + name} onScroll=${scrolled}><ol>${shown.map((entry) => html`<${Line} key=${entry.seq} entry=${entry} />`)}</ol></div>`
      : html`<p class="pad t13 second">${lines ? (level ? 'No line of this level.' : 'It has reported nothing yet.') : 'Reading…'}</p>`}</div></section>`;
}
