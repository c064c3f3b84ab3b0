// What serves, and is a change under way?
import { ago, bytes, millis, when } from '../format.js';
import { kindNames } from '../kinds.js';
import { ChangeDialog, chosen } from '../parts/change.js';
import { byEngine, engineActions, engineState, rollBack } from '../parts/engines.js';
import { More } from '../parts/more.js';
import { OperationCard, operationTitle, Probation } from '../parts/operation.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { path, setQuery } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Icon, Pill, useEffect, useRef, useState } from '../ui.js';
import { EngineDetail } from './engine.js';

function lead(engines, operations) {
  const serving = engines.filter((e) => e.main.state === 'active').length;
  const out = engines.filter((e) => e.main.state === 'unavailable').length;
  const failed = engines.filter((e) => e.main.state === 'failed').length;
  const running = operations.filter((o) => o.state === 'running');
  const counts = [`${serving} serving`, out && `${out} unavailable`, failed && `${failed} failed`].filter(Boolean).join(', ');
  const change = running.length ? ` ${running.length === 1 ? 'One change' : running.length + ' changes'} in progress; every job is still taken.` : ' No change under way.';
  return counts + '.' + change;
}

function Installed({ engines, operations, available, lost, onSwap }) {
  const row = ({ main, versions }) => {
    const changing = operations.find((o) => o.state === 'running' && o.engine === main.id);
    const [word, tone] = changing ? [{ swap: 'Swapping', remove: 'Removing', rollback: 'Rolling back', install: 'Installing' }[changing.kind], 'live'] : engineState(main.state);
    const offer = available.find((a) => a.id === main.id && !a.installed && a.version !== main.version);
    const other = versions.find((v) => v !== main && v.state === 'draining');
    const note = other ? `${other.version} draining` : offer ? `${offer.version} available` : main.origin === 'seed' || main.origin === 'shipped' ? 'built in' : main.since ? 'since ' + when(main.since) : '';
    const href = path('engines', main.id);
    return html`<tr key=${main.id} data-row><td><a class="pair bold rowlink" href=${href}>${main.id}</a><span class="pair">${main.reason || main.title || ''}${main.remedy ? html` <b class="is-warn">${main.remedy}</b>` : ''}</span></td>
      <td class="nobreak wide-only"><span class="pair">${main.version}</span><span class="pair">${note}</span></td>
      <td><${Pill} tone=${tone}>${word}</${Pill}><span class="pair t12 wide-only"><${Probation} row=${main} /></span></td>
      <td class="wide-only">${kindNames(main.kinds)}</td><td class="num wide-only">${versions.reduce((n, v) => n + (v.inFlight || 0), 0)}</td>
      <td><div class="row end">${offer && !changing && html`<button type="button" class="btn small wide-only" disabled=${lost} aria-label=${'Swap ' + main.id} onClick=${() => onSwap(offer)}>Swap…</button>`}
        <${More} label=${'More actions for ' + main.id} items=${[offer && !changing && { name: `Swap to ${offer.version}…`, act: () => onSwap(offer), disabled: lost }, ...engineActions(main, engines, versions, lost)].filter(Boolean)} /></div></td></tr>`;
  };
  return html`<section class="section" aria-labelledby="installed"><div class="section-h"><h2 id="installed">Installed</h2></div>
    <div class="card"><table><thead><tr><th scope="col">Engine</th><th scope="col" class="wide-only">Version</th><th scope="col">State</th><th scope="col" class="wide-only">Makes</th><th scope="col" class="num wide-only">In flight</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
    <tbody>${engines.map(row)}</tbody></table></div></section>`;
}

function Available({ topic, here, lost, onInstall, children }) {
  const [busy, setBusy] = useState(false);
  const data = topic.data || { engines: [] };
  const offers = (data.engines || []).filter((e) => !e.installed);
  const verb = (e) => (here.has(e.id) ? 'Swap' : 'Install');
  const check = async () => {
    setBusy(true);
    await refresh('available', '?refresh=true');
    setBusy(false);
  };
  return html`<section class="section stack" aria-labelledby="available"><div class="section-h"><h2 id="available">Available</h2>
      ${data.checkedAt && html`<span class="t12 quiet">checked ${ago(data.checkedAt)}</span>`}
      <button type="button" class="btn small plain right" disabled=${busy || lost} onClick=${check}><${Icon} name="again" />${busy ? 'Checking…' : 'Check now'}</button></div>
    ${(data.problems || []).map((p) => html`<div class="note warn"><${Icon} name="warn" /><div>${p.source}: ${p.message}</div></div>`)}
    ${offers.length > 0
      ? html`<div class="card"><table><thead class="unseen"><tr><th scope="col">Engine</th><th scope="col">Version</th><th scope="col">Signature</th><th scope="col">Makes</th><th scope="col">Actions</th></tr></thead><tbody>${offers.map((e) => html`<tr key=${e.id + e.version}><td><span class="pair bold">${e.id}</span><span class="pair">${[e.description, e.needs && 'needs ' + [].concat(e.needs).join(', ')].filter(Boolean).join('; ')}</span></td>
          <td class="nobreak wide-only"><span class="pair">${e.version}</span><span class="pair">${bytes(e.size)}</span></td>
          <td><${Pill} tone=${e.signed ? 'ok' : ''}>${e.signed ? 'Signed' : 'Unsigned'}</${Pill}></td><td class="wide-only">${kindNames(e.kinds)}</td>
          <td><div class="row end"><button type="button" class="btn small" disabled=${lost} aria-label=${verb(e) + ' ' + e.id + ' ' + e.version} onClick=${() => onInstall(e)}>${verb(e)}…</button></div></td></tr>`)}</tbody></table></div>`
      : topic.data && html`<p class="t13 second">The catalogues offer nothing that is not installed.</p>`}
    ${topic.error && !topic.data && html`<${Failure} error=${topic.error} again=${() => refresh('available')} />`}
    ${children}</section>`;
}

function DropZone({ onFiles, pick }) {
  const over = (on) => (event) => {
    event.preventDefault();
    event.currentTarget.classList.toggle('over-drop', on);
  };
  const drop = (event) => {
    over(false)(event);
    onFiles(event.dataTransfer.files);
  };
  return html`<div class="drop" onDragOver=${over(true)} onDragLeave=${over(false)} onDrop=${drop}><${Icon} name="up" />
    <span>Drop an engine bundle (.jar, at most 512 MB) here, with its .manifest.json and .manifest.sig if it has them, or put it into <code>deploy/</code> of this home. You see a preview before anything changes.</span>
    <button type="button" class="btn small" onClick=${pick}>Choose a file…</button></div>`;
}

function Recent({ operations }) {
  const ended = operations.filter((o) => o.state !== 'running').slice(0, 8);
  if (!ended.length) return null;
  const marks = { done: ['Done', 'ok'], rolled_back: ['Undone', 'warn'], failed: ['Failed', 'bad'] };
  return html`<section class="section" aria-labelledby="recent"><div class="section-h"><h2 id="recent">Recent operations</h2></div><div class="card"><table>
    <thead><tr><th scope="col">Operation</th><th scope="col">Outcome</th><th scope="col" class="wide-only">By</th><th scope="col" class="num wide-only">Ended</th></tr></thead>
    <tbody>${ended.map((o) => html`<tr key=${o.id} data-row><td><a class="pair rowlink" href=${path('engines', 'operations', o.id)}>${operationTitle(o)}</a>${o.error && html`<span class="pair">${o.error.message}</span>`}</td>
      <td><${Pill} tone=${(marks[o.state] || ['', ''])[1]}>${(marks[o.state] || [o.state])[0]}</${Pill}></td><td class="second wide-only">${o.requestedBy || ''}</td><td class="num second wide-only">${when(o.finishedAt)}</td></tr>`)}</tbody></table></div></section>`;
}

export default function Engines({ route, lost }) {
  const rows = useTopic('engines');
  const operations = useTopic('operations').data || [];
  const available = useTopic('available');
  const jobs = useTopic('jobs').data || [];
  const [want, setWant] = useState(null);
  const [problem, setProblem] = useState(null);
  const input = useRef();
  const engines = byEngine(rows.data || []);
  const offers = (available.data && available.data.engines) || [];
  const add = route.query.get('add');
  useEffect(() => {
    if (!add || !available.data) return;
    const offer = offers.find((e) => e.id + '@' + e.version === add);
    if (offer) install(offer);
    setQuery({ add: '' });
  }, [add, !!available.data]);
  const install = (e) => setWant({ source: e.id + '@' + e.version, label: 'Install ' + e.id + ' ' + e.version, from: e.source });
  const onFiles = (files) => {
    setProblem(null);
    try {
      setWant({ files: chosen(files), label: 'Install from file' });
    } catch (e) {
      setProblem(e.message);
    }
  };
  const pick = () => input.current.click();
  const [first, second] = route.rest;
  const dialog = want && html`<${ChangeDialog} want=${want} onClose=${() => setWant(null)} onStarted=${() => scrollTo(0, 0)} />`;
  if (first === 'operations' && second) {
    const op = operations.find((o) => o.id === second);
    return html`<${Head} title=${op ? operationTitle(op) : 'Operation'} lead=${op ? (op.requestedBy ? 'Asked for by ' + op.requestedBy + '.' : '') : 'This operation is no longer kept here.'}><a class="btn" href=${path('engines')}>All engines</a></${Head}>${op && html`<${OperationCard} op=${op} jobs=${jobs} folds=${false} />`}`;
  }
  if (first) {
    const engine = engines.find((e) => e.main.id === first);
    return html`<${EngineDetail} id=${first} engine=${engine} loaded=${!!rows.data} engines=${engines} operations=${operations} jobs=${jobs} lost=${lost} offer=${offers.find((o) => o.id === first && !o.installed)} onSwap=${install} />${dialog}`;
  }
  // What the start itself put in place is only worth a card when it went wrong.
  const news = (o) => Date.now() - millis(o.finishedAt) < 120_000 && !(o.requestedBy === 'start' && o.state === 'done');
  const shown = operations.filter((o) => o.state === 'running' || news(o)).slice(0, 3);
  const backOf = (op) => {
    const main = engines.find((e) => e.main.id === op.engine);
    if (op.kind !== 'swap' || !main || !op.from || main.main.version !== op.to) return null;
    return html`<button type="button" class="btn small" disabled=${lost} onClick=${() => rollBack(main.main, op.from)}>Go back to ${op.from}</button>`;
  };
  return html`<${Head} title="Engines" lead=${rows.data && lead(engines, operations)}><button type="button" class="btn" disabled=${lost} onClick=${pick}><${Icon} name="up" />Install from file…</button></${Head}>
    <input ref=${input} type="file" hidden multiple accept=".jar,.json,.sig" aria-label="Engine bundle" onChange=${(e) => (e.target.files.length && onFiles(e.target.files), (e.target.value = ''))} />
    ${problem && html`<div class="note bad" role="alert"><${Icon} name="warn" /><div>${problem}</div></div>`}
    <div class="stack">${shown.map((op) => html`<${OperationCard} key=${op.id} op=${op} jobs=${jobs} row=${op.state === 'done' && (engines.find((e) => e.main.id === op.engine) || {}).main} back=${backOf(op)} />`)}</div>
    ${rows.error && html`<${Failure} error=${rows.error} what=${rows.data ? 'Not up to date.' : ''} again=${() => refresh('engines')} />`}
    ${!rows.data && !rows.error && html`<${Wait} rows=${5} />`}
    ${rows.data && (engines.length ? html`<${Installed} engines=${engines} operations=${operations} available=${offers} lost=${lost} onSwap=${install} />` : html`<div class="card empty section">No engine is installed, so nothing can be made here. <br /><button type="button" class="btn" onClick=${pick}>Install from file…</button></div>`)}
    <${Available} topic=${available} here=${new Set(engines.map((e) => e.main.id))} lost=${lost} onInstall=${install}><${DropZone} onFiles=${onFiles} pick=${pick} /></${Available}>
    <${Recent} operations=${operations} />
    ${dialog}`;
}

