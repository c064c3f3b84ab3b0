// The studio's registry of models.
import { url } from '../api.js';
import { number, plural } from '../format.js';
import { kindOf } from '../kinds.js';
import { More } from '../parts/more.js';
import { importModels, ModelDialog, removeRegistered, save } from '../parts/registered.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { sorted, SortHead } from '../parts/table.js';
import { gigabytes } from '../queue.js';
import { here, setQuery } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Icon, useRef, useState } from '../ui.js';

const engineOf = (m) => (m.source && m.source.engine) || '';
const COLUMNS = { model: (m) => m.displayName || m.id, kind: (m) => kindOf(m.kind).name, engine: engineOf, memory: (m) => Number(m.vramGbEstimate) || 0, enabled: (m) => (m.enabled === false ? 1 : 0) };

function Row({ model, lost, edit }) {
  const [error, setError] = useState('');
  const name = model.displayName || model.id;
  const flip = (event) => {
    const box = event.target;
    setError('');
    save({ ...model, enabled: box.checked }).catch((e) => {
      box.checked = !box.checked;
      setError(e.message);
    });
  };
  return html`<tr data-row><td><button type="button" class="pair bold rowlink asrow" disabled=${lost} onClick=${() => edit(model)}>${name}</button><span class="pair">${[name !== model.id && model.id, model.description].filter(Boolean).join(' · ')}</span>${error && html`<span class="t12 is-bad" role="alert">${error}</span>`}</td>
    <td class="wide-only">${kindOf(model.kind).name}</td><td class="wide-only">${engineOf(model)}</td><td class="num wide-only">${gigabytes(model.vramGbEstimate)}</td>
    <td><label class="switch"><input type="checkbox" aria-label=${'Jobs may name ' + name} checked=${model.enabled !== false} disabled=${lost} onChange=${flip} />${model.enabled === false ? 'Off' : 'On'}</label></td>
    <td><div class="row end"><${More} label=${'More actions for ' + name} items=${[{ name: 'Edit…', act: () => edit(model), disabled: lost }, { name: 'Remove…', risky: true, act: () => removeRegistered(model), disabled: lost }]} /></div></td></tr>`;
}

export function Registry({ lost, tabs }) {
  const topic = useTopic('registry');
  const [open, setOpen] = useState(null); // {model} while a dialog shows it; {} for a new one
  const [problem, setProblem] = useState('');
  const file = useRef();
  const models = topic.data || [];
  const sort = here().query.get('sort') || 'model';
  const head = { sort, onSort: (to) => setQuery({ sort: to }) };
  const off = models.filter((m) => m.enabled === false).length;
  const take = (event) => {
    const [chosen] = event.target.files;
    event.target.value = '';
    setProblem('');
    if (chosen) importModels(chosen).catch((e) => setProblem(e instanceof SyntaxError ? `${chosen.name} is not JSON. Choose a file that was exported from a registry.` : e.message));
  };
  return html`<${Head} title="Models" lead=${topic.data && `${plural(models.length, 'model')} in the studio's registry${off ? `, ${number(off)} switched off` : ''}.`}>
      <button type="button" class="btn" disabled=${lost} onClick=${() => file.current.click()}><${Icon} name="up" />Import…</button>
      ${models.length > 0 && html`<a class="btn" href=${url('studio/models/export')} download="atelier-models.json"><${Icon} name="down" />Export</a>`}
      <button type="button" class="btn main" disabled=${lost} onClick=${() => setOpen({})}>Add a model…</button></${Head}>
    <input ref=${file} type="file" hidden aria-label="A file of models" accept="application/json,.json" onChange=${take} />
    ${tabs}
    ${problem && html`<div class="note bad newer-gap" role="alert"><${Icon} name="warn" /><div>${problem}</div></div>`}
    ${topic.error && html`<${Failure} error=${topic.error} what=${topic.data ? 'Not up to date.' : 'The registry could not be read.'} again=${() => refresh('registry')} />`}
    ${!topic.data && !topic.error && html`<${Wait} />`}
    ${models.length > 0 && html`<div class="card"><table><thead><tr><${SortHead} ...${head} id="model" name="Model" /><${SortHead} ...${head} id="kind" name="Kind" cls="wide-only" /><${SortHead} ...${head} id="engine" name="Engine" cls="wide-only" /><${SortHead} ...${head} id="memory" name="Memory" cls="num wide-only" /><${SortHead} ...${head} id="enabled" name="Enabled" /><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
      <tbody>${sorted(models, sort, COLUMNS).map((m) => html`<${Row} key=${m.id} model=${m} lost=${lost} edit=${(model) => setOpen({ model })} />`)}</tbody></table></div>`}
    ${topic.data && !models.length && html`<div class="card empty"><p>No models yet. Jobs name a model of this registry, so add one or import a file.</p></div>`}
    ${open && html`<${ModelDialog} key=${open.model ? open.model.id : ''} model=${open.model} onClose=${() => setOpen(null)} />`}`;
}
