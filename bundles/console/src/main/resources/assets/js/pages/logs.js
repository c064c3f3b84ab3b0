// What happened around then? Five thousand lines held, only those in sight drawn.
import { number, plural } from '../format.js';
import { aboutEngine, useLogs } from '../logs.js';
import { clean, Line, plainLine } from '../parts/lines.js';
import { Copy } from '../parts/copy.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { hasWorker } from '../roles.js';
import { path, setQuery } from '../router.js';
import { useTopic } from '../store.js';
import { html, Icon, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../ui.js';

const ROW = 22;
const SPARE = 12;
const LEVELS = [['', 'All', 0], ['info', 'Info', 1], ['warn', 'Warn', 2], ['error', 'Error', 3]];
const RANK = { trace: -1, debug: 0, info: 1, warn: 2, warning: 2, error: 3 };

function Window({ lines, follow, onFollow }) {
  const ref = useRef();
  const [at, setAt] = useState({ top: 0, height: 600 });
  const auto = useRef(false);
  useLayoutEffect(() => {
    if (!follow) return;
    auto.current = true;
    ref.current.scrollTop = ref.current.scrollHeight;
  }, [lines, follow]);
  const scroll = () => {
    const el = ref.current;
    setAt({ top: el.scrollTop, height: el.clientHeight });
    const bottom = el.scrollHeight - el.scrollTop - el.clientHeight < ROW * 2;
    if (!auto.current && follow && !bottom) onFollow(false);
    auto.current = false;
  };
  useEffect(scroll, []);
  const first = Math.max(0, Math.min(lines.length, Math.floor(at.top / ROW)) - SPARE);
  const last = Math.min(lines.length, Math.ceil((at.top + at.height) / ROW) + SPARE);
  return html`<div class="lines" ref=${ref} tabindex="0" role="log" aria-live="off" aria-label="Log lines" onScroll=${scroll}>
    <svg width="1" height=${first * ROW} aria-hidden="true" /><ol>${lines.slice(first, last).map((e) => html`<${Line} key=${e.seq} entry=${e} />`)}</ol><svg width="1" height=${(lines.length - last) * ROW} aria-hidden="true" /></div>`;
}

function save(lines) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([lines.map(plainLine).join('\n') + '\n'], { type: 'text/plain' }));
  link.download = 'atelier.log';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Without a worker there is no log of jobs to show; where the lines are instead is worth a page. */
function Elsewhere() {
  const status = useTopic('status').data;
  const home = status && (status.configPath || '').replace(/[\\/]etc$/, '');
  return html`<${Head} title="Logs" lead="This process has no worker, so it writes no log of jobs." />
    <div class="card empty"><p>What each worker reports is on its page. What the studio itself does is in <code>${home ? home + '/logs/atelier.log' : 'logs/atelier.log of its home'}</code>.</p><a class="btn" href=${path('hosts')}>Hosts</a></div>`;
}

const Logs = (props) => (hasWorker ? html`<${WorkerLogs} ...${props} />` : html`<${Elsewhere} />`);
export default Logs;

function WorkerLogs({ route }) {
  const { entries, error, read } = useLogs();
  const [follow, setFollow] = useState(true);
  const level = route.query.get('level') || '';
  const text = (route.query.get('q') || '').toLowerCase();
  const engine = route.query.get('engine') || '';
  const jobs = useTopic('jobs').data || [];
  const engines = useTopic('engines').data || [];
  const ids = [...new Set([...engines.map((e) => e.id), engine])].filter(Boolean).sort();
  const floor = (LEVELS.find((l) => l[0] === level) || LEVELS[0])[2];
  const lines = useMemo(
    () => (entries || []).filter(engine ? aboutEngine(engine, (engines.find((e) => e.id === engine) || {}).bundle, jobs) : () => true).filter((e) => (!level || (RANK[(e.level || 'info').toLowerCase()] ?? 1) >= floor) && (!text || clean(e.message).toLowerCase().includes(text) || (e.category || '').toLowerCase().includes(text) || (e.jobId || '').toLowerCase().includes(text))),
    [entries, level, text, engine, jobs, engines],
  );
  const faults = (entries || []).filter((e) => (RANK[(e.level || '').toLowerCase()] ?? 0) >= 2).length;
  return html`<div class="log-page"><${Head} title="Logs" lead=${entries && `${plural(entries.length, 'line')} held, ${faults ? number(faults) + ' of them warnings or errors' : 'no warning or error'}.`}>
      <div class="row"><${Copy} words text=${() => lines.map(plainLine).join('\n')} /><button type="button" class="btn small plain" onClick=${() => save(lines)}><${Icon} name="down" />Download</button></div></${Head}>
    <div class="filters"><fieldset class="choice"><legend class="unseen">Level</legend>${LEVELS.map(([id, name]) => html`<label><input type="radio" name="level" checked=${id === level} onChange=${() => setQuery({ level: id })} /><span>${name}</span></label>`)}</fieldset>
      <input class="field" type="search" data-filter aria-label="Filter by text or job id" placeholder="Filter by text or job id" value=${route.query.get('q') || ''} onInput=${(e) => setQuery({ q: e.target.value })} />
      ${ids.length > 0 && html`<select class="field engine-pick" aria-label="Engine" value=${engine} onChange=${(e) => setQuery({ engine: e.target.value })}><option value="">Every engine</option>${ids.map((id) => html`<option value=${id}>${id}</option>`)}</select>`}
      <label class="switch"><input type="checkbox" checked=${follow} onChange=${(e) => setFollow(e.target.checked)} />Follow</label></div>
    ${error && html`<${Failure} error=${error} again=${read} />`}
    ${!entries && !error && html`<${Wait} rows=${6} />`}
    ${entries && (lines.length ? html`<${Window} lines=${lines} follow=${follow} onFollow=${setFollow} />` : html`<div class="card empty">${entries.length ? 'No line matches this filter.' : 'Nothing has been logged yet.'}</div>`)}
  </div>`;
}
