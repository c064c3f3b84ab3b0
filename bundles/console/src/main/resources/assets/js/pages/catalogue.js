// What is in memory, what fits?
import { post } from '../api.js';
import { bytes, memory, number, plural, when, iso } from '../format.js';
import { kindOf } from '../kinds.js';
import { absent, Download, fetching } from '../parts/download.js';
import { AddModel, removeModel } from '../parts/model.js';
import { More } from '../parts/more.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { sorted, SortHead } from '../parts/table.js';
import { setQuery } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Pill, useState } from '../ui.js';

const STATES = { unloaded: ['Unloaded', ''], loading: ['Loading…', 'live'], loaded: ['Loaded', 'ok'], unloading: ['Unloading…', 'live'], failed: ['Failed', 'bad'] };
const stateOf = (m) => (typeof m.state === 'object' && m.state ? m.state.state || 'failed' : m.state || 'unloaded');
const reasonOf = (m) => m.error || (typeof m.state === 'object' && m.state && m.state.reason) || '';
const kept = (m) => m.loadable || m.resident || ['loaded', 'loading', 'unloading', 'failed'].includes(stateOf(m));

function shortage(e) {
  const b = e.body || {};
  if (e.code !== 'insufficient_memory' || b.neededGib == null) return e.message;
  return `Needs ${Number(b.neededGib).toFixed(1)} GB, ${Number(b.freeGib).toFixed(1)} GB free (${Number(b.marginGib).toFixed(1)} GB kept in reserve). Unload another model to make room.`;
}

function Action({ model, files, lost }) {
  const [error, setError] = useState('');
  const state = stateOf(model);
  const act = async (verb) => {
    setError('');
    await post(`models/${encodeURIComponent(model.id)}/${verb}`).catch((e) => setError(shortage(e)));
    refresh('models');
  };
  const button = (text, verb) => html`<button type="button" class=${'btn small' + (verb ? '' : ' wide-only')} disabled=${lost || !verb} aria-label=${text + ' ' + model.id} onClick=${() => act(verb)}>${text}</button>`;
  const does = model.enabled === false ? button('Disabled') : !model.loadable ? button('Per job') : state === 'loaded' || state === 'loading' ? button('Unload', 'unload') : state === 'unloading' ? button('Unloading…') : state === 'failed' ? button('Retry', 'load') : button('Load', 'load');
  const more = html`<${More} label=${'More actions for ' + (model.displayName || model.id)} items=${[{ name: 'Remove…', risky: true, act: () => removeModel(model), disabled: lost }]} />`;
  if (absent(files) && model.enabled !== false && state === 'unloaded') return html`<${Download} model=${model.id} files=${files} lost=${lost}>${more}</${Download}>`;
  return html`<div class="row end">${does}${more}</div>${error && html`<p class="t12 is-bad" role="alert">${error}</p>`}`;
}

const COLUMNS = { model: (m) => m.displayName || m.id, kind: (m) => kindOf(m.kind).name, engine: (m) => (m.source && m.source.engine) || '', memory: (m) => Number(m.vramGbEstimate) || 0, state: stateOf };

function Table({ models, files, title, id, note, lost, sort }) {
  if (!models.length) return null;
  const row = (m) => {
    const [word, tone] = m.enabled === false ? ['Disabled', ''] : absent(files.get(m.id)) && stateOf(m) === 'unloaded' ? (fetching(files.get(m.id)) ? ['Downloading…', 'live'] : ['Not downloaded', '']) : STATES[stateOf(m)] || [stateOf(m), ''];
    const engine = (m.source && m.source.engine) || m.engine || '';
    return html`<tr key=${m.id} data-row><td><span class="pair bold">${m.displayName || m.id}</span><span class="pair">${[m.displayName && m.displayName !== m.id && m.id, m.origin === 'studio' && 'from the studio', m.exclusiveGroup && 'group ' + m.exclusiveGroup, absent(files.get(m.id)) && files.get(m.id).missingBytes > 0 && bytes(files.get(m.id).missingBytes) + ' to download'].filter(Boolean).join(' · ')}</span></td>
      <td class="wide-only">${kindOf(m.kind).name}</td><td class="wide-only">${engine}</td><td class="num wide-only">${m.vramGbEstimate ? Number(m.vramGbEstimate).toFixed(1) + ' GB' : ''}</td>
      <td><span class=${word.includes('ownload') ? 'wide-only' : ''}><${Pill} tone=${tone}>${word}</${Pill}></span>${m.since && stateOf(m) === 'loaded' && html`<span class="pair t12 quiet" title=${iso(m.since)}>since ${when(m.since)}</span>`}${reasonOf(m) && html`<span class="pair t12 is-bad">${reasonOf(m)}</span>`}</td>
      <td><${Action} model=${m} files=${files.get(m.id)} lost=${lost} /></td></tr>`;
  };
  const head = { sort, onSort: (to) => setQuery({ sort: to }) };
  return html`<section class="section" aria-labelledby=${id}><div class="section-h"><h2 id=${id}>${title}</h2><span class="t12 quiet">${note}</span></div><div class="card"><table>
    <thead><tr><${SortHead} ...${head} id="model" name="Model" /><${SortHead} ...${head} id="kind" name="Kind" cls="wide-only" /><${SortHead} ...${head} id="engine" name="Engine" cls="wide-only" /><${SortHead} ...${head} id="memory" name="Memory" cls="num wide-only" /><${SortHead} ...${head} id="state" name="State" /><th scope="col"><span class="unseen">Action</span></th></tr></thead>
    <tbody>${sorted(models, sort, COLUMNS).map(row)}</tbody></table></div></section>`;
}

/** The models this worker knows. */
export function Catalogue({ route, lost, tabs }) {
  const [adding, setAdding] = useState(false);
  const engines = (useTopic('engines').data || []).filter((e) => e.current && e.state === 'active');
  const sort = route.query.get('sort') || '';
  const topic = useTopic('models');
  const files = new Map((useTopic('downloads').data || []).map((m) => [m.id, m]));
  const status = useTopic('status').data;
  const models = Array.isArray(topic.data) ? topic.data : (topic.data && topic.data.models) || [];
  const loaded = models.filter((m) => stateOf(m) === 'loaded').length;
  const mem = status && status.memory;
  const lead = topic.data && `${loaded ? plural(loaded, 'model') + ' in memory' : 'No model is kept in memory'}${mem ? `; ${memory(mem.freeBytes)} of ${memory(mem.totalBytes)} GB free` : ''}.`;
  return html`<${Head} title="Models" lead=${lead}><button type="button" class="btn" disabled=${lost} onClick=${() => setAdding(true)}>Add a model…</button></${Head}>
    ${tabs}
    ${adding && html`<${AddModel} engines=${engines} onClose=${() => setAdding(false)} />`}
    ${topic.error && html`<${Failure} error=${topic.error} again=${() => refresh('models')} />`}
    ${!topic.data && !topic.error && html`<${Wait} />`}
    <${Table} id="kept" files=${files} title="Kept in memory" note="answers at once while loaded" lost=${lost} sort=${sort} models=${models.filter(kept)} />
    <${Table} id="perjob" files=${files} title="Loaded per job" note=${number(models.filter((m) => !kept(m)).length) + ' known'} lost=${lost} sort=${sort} models=${models.filter((m) => !kept(m))} />
    ${topic.data && !models.length && html`<div class="card empty"><p>No models are listed. The built-in engine needs none.</p></div>`}`;
}

