// One engine: what it is, what it makes, which versions this host holds.
import { digest, iso, number, percent, plural, when } from '../format.js';
import { kindNames, kindOf } from '../kinds.js';
import { aboutEngine, useLogs } from '../logs.js';
import { Copy } from '../parts/copy.js';
import { Line, plainLine } from '../parts/lines.js';
import { engineActions, engineState } from '../parts/engines.js';
import { OperationCard, operationTitle, Probation } from '../parts/operation.js';
import { Parts } from '../parts/parts.js';
import { Head, Wait } from '../parts/states.js';
import { path } from '../router.js';
import { html, Icon, Pill } from '../ui.js';

const ORIGINS = { seed: 'shipped with Atelier', shipped: 'shipped with Atelier', upload: 'a file given here', deploy: 'the deploy folder', catalogue: 'a catalogue' };

function Facts({ main }) {
  const models = Object.entries(main.models || {}).filter(([, ids]) => ids.length);
  const facts = [
    ['Makes', kindNames(main.kinds)],
    ['Models', models.length > 0 && models.map(([kind, ids]) => kindOf(kind).name + ': ' + ids.join(', ')).join('; ')],
    ['Runs', main.isolation && (main.isolation === 'process' ? 'in a process of its own' : main.isolation === 'none' || main.isolation === 'in-process' ? 'inside this process' : main.isolation)],
    ['At once', main.slots && plural(main.slots, 'job')],
    ['Errors', main.jobs != null && `${number(main.faults || 0)} of ${plural(main.jobs, 'job')}` + (main.jobs ? `, ${percent((main.faults || 0) / main.jobs)}` : '')],
    ['Serving since', main.since && html`<time title=${iso(main.since)}>${when(main.since)}</time>`],
    ['Bundle', main.bundle && html`<code>${main.bundle}</code>`],
    ['Digest', main.sha256 && html`<code title=${main.sha256}>sha256 ${digest(main.sha256)}</code><${Copy} text=${main.sha256} label="Copy the digest" />`],
    ['Signature', main.signed != null && (main.signed ? html`<span class="is-ok">Valid</span>` : 'Not signed')],
    ['From', main.origin && (ORIGINS[main.origin] || main.origin)],
    ['Last error', main.lastError && (main.lastError.message || String(main.lastError))],
  ].filter(([, value]) => value);
  return html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function Versions({ versions }) {
  return html`<section class="section" aria-labelledby="versions"><div class="section-h"><h2 id="versions">Versions here</h2></div><div class="card"><table>
    <thead><tr><th scope="col">Version</th><th scope="col">State</th><th scope="col" class="num">In flight</th><th scope="col" class="num wide-only">Jobs</th><th scope="col" class="num wide-only">Since</th></tr></thead>
    <tbody>${versions.map((v) => {
      const [word, tone] = engineState(v.state);
      return html`<tr key=${v.version + v.sha256}><td><b>${v.version}</b>${v.current && html` <span class="quiet">current</span>`}</td><td><${Pill} tone=${tone}>${word}</${Pill}></td><td class="num">${v.inFlight || 0}</td><td class="num wide-only">${number(v.jobs || 0)}</td><td class="num second wide-only">${when(v.since)}</td></tr>`;
    })}</tbody></table></div></section>`;
}

const MOST_LINES = 200;

function Log({ engine, jobs }) {
  const { entries, error } = useLogs();
  const lines = (entries || []).filter(aboutEngine(engine.id, engine.bundle, jobs)).slice(-MOST_LINES).reverse();
  return html`<section class="section" aria-labelledby="engine-log"><div class="section-h"><h2 id="engine-log">Log</h2><span class="t12 quiet">${plural(lines.length, 'line')}, newest first</span>
      <span class="row right">${lines.length > 0 && html`<${Copy} words text=${() => lines.map(plainLine).join('\n')} />`}<a class="btn small plain" href=${path('logs') + '?engine=' + encodeURIComponent(engine.id)}>In Logs<${Icon} name="next" /></a></span></div>
    <div class="card">${lines.length > 0
      ? html`<div class="lines short" tabindex="0" role="group" aria-label=${'Log of ' + engine.id}><ol>${lines.map((entry) => html`<${Line} key=${entry.seq} entry=${entry} />`)}</ol></div>`
      : html`<p class="pad t13 second">${error ? error.message : 'No line in the log is about this engine.'}</p>`}</div></section>`;
}

export function EngineDetail({ id, engine, loaded, engines, operations, jobs, lost, offer, onSwap }) {
  if (!engine) return loaded ? html`<${Head} title=${id} lead="This engine is not installed here."><a class="btn" href=${path('engines')}>All engines</a></${Head}>` : html`<${Wait} />`;
  const { main, versions } = engine;
  const [word, tone] = engineState(main.state);
  const mine = operations.filter((o) => o.engine === id);
  const running = mine.find((o) => o.state === 'running');
  return html`<p class="row back"><a class="t13" href=${path('engines')}>Engines</a></p>
    <${Head} title=${id + ' ' + main.version} lead=${main.title || ''}>
      ${offer && html`<button type="button" class="btn main" disabled=${lost} onClick=${() => onSwap(offer)}>Swap to ${offer.version}…</button>`}
      ${engineActions(main, engines, versions, lost).map((a) => html`<button type="button" class=${'btn ' + (a.risky ? 'risky' : '')} disabled=${a.disabled} onClick=${a.act}>${a.name}</button>`)}</${Head}>
    <div class="stack">${running && html`<${OperationCard} op=${running} jobs=${jobs} />`}
      <section class="card" aria-label="State"><header><${Pill} tone=${tone}>${word}</${Pill}><span class="t13 second">${main.reason || (main.state === 'active' ? plural(main.inFlight || 0, 'job') + ' in flight' : '')}</span><span class="right"><${Probation} row=${main} /></span></header>
        ${main.remedy && html`<div class="pad"><div class="note warn"><${Icon} name="warn" /><div>${main.remedy}</div></div></div>`}
        <div class="pad"><${Facts} main=${main} /></div></section></div>
    <${Parts} key=${'parts ' + id} engine=${id} state=${main.state + main.sha256} lost=${lost} />
    <${Versions} versions=${versions} />
    <${Log} key=${id} engine=${main} jobs=${jobs} />
    ${mine.length > 0 && html`<section class="section" aria-labelledby="past"><div class="section-h"><h2 id="past">Operations</h2></div><div class="card"><table><thead class="unseen"><tr><th scope="col">Operation</th><th scope="col">Started</th></tr></thead><tbody>
      ${mine.slice(0, 20).map((o) => html`<tr key=${o.id}><td><a class="rowlink" href=${path('engines', 'operations', o.id)}>${operationTitle(o)}</a></td><td class="num second">${when(o.startedAt)}</td></tr>`)}</tbody></table></div></section>`}`;
}
