// A model of the registry, as a form or as the JSON it is; both say the same.
import { del, get, post, put } from '../api.js';
import { KINDS } from '../kinds.js';
import { refresh } from '../store.js';
import { html, useState } from '../ui.js';
import { closeDialog, Dialog, openDialog } from './dialog.js';

export const ENGINES = ['sd-cpp', 'llama-cpp', 'whisper-cpp', 'speech', 'video', 'onnx', 'parakeet', 'gradio', 'synthetic'];
const BLANK = { id: '', displayName: '', kind: 'image', vramGbEstimate: 0, enabled: true, source: { engine: 'synthetic', files: [], cliDefaults: { cfgScale: 0, steps: 0, width: 0, height: 0 } } };
const at = (id) => 'studio/models/' + encodeURIComponent(id);
const pretty = (value) => JSON.stringify(value, null, 2);

export const save = (model) => put(at(model.id), model).finally(() => refresh('registry'));

export function removeRegistered(model) {
  openDialog({
    title: `Remove ${model.displayName || model.id} from the registry?`,
    lead: 'New jobs cannot name it any more, and failed ones cannot run again. Jobs that wait keep what they need and go on. Files on workers stay where they are.',
    confirm: `Remove ${model.displayName || model.id}`,
    risky: true,
    cli: 'atelier models remove --studio ' + model.id,
    action: () => del(at(model.id)).then(() => refresh('registry')),
  });
}

/** The row the form stands for. What only JSON can say (files, defaults) is kept as it was. */
function rowOf(form) {
  const gb = Number(String(form.gb).replace(',', '.') || 0);
  const row = { ...form.row, id: form.id.trim(), displayName: form.name.trim() || form.id.trim(), kind: form.kind, vramGbEstimate: gb, enabled: form.enabled, source: { ...form.row.source, engine: form.engine.trim() } };
  if (form.about.trim()) row.description = form.about.trim();
  else delete row.description;
  return row;
}

const formOf = (row) => ({ row, id: row.id || '', name: row.displayName || '', kind: row.kind || 'image', engine: (row.source && row.source.engine) || '', gb: String(row.vramGbEstimate ?? ''), about: row.description || '', enabled: row.enabled !== false });

function wrong(form) {
  if (!form.id.trim()) return ['id', 'Write an id first; jobs name the model by it.'];
  if (!form.engine.trim()) return ['engine', 'Name the engine that runs it.'];
  if (!(Number(String(form.gb).replace(',', '.') || 0) >= 0)) return ['gb', 'A number of GB, or nothing.'];
  return null;
}

function parsed(text) {
  const row = JSON.parse(text);
  if (!row || typeof row !== 'object' || Array.isArray(row)) throw new Error('This is no JSON object.');
  return row;
}

export function ModelDialog({ model, onClose }) {
  const [form, setForm] = useState(() => formOf(model || BLANK));
  const [json, setJson] = useState(null); // the text while that side is open
  const [error, setError] = useState(null);
  const set = (values) => (setError(null), setForm({ ...form, ...values }));
  const refuse = (field, text) => {
    setError([field, text]);
    document.getElementById('r-' + field)?.focus();
  };
  const turn = (to) => {
    setError(null);
    if (to) return setJson(pretty(rowOf(form)));
    try {
      setForm(formOf(parsed(json)));
      return setJson(null);
    } catch (e) {
      return refuse('json', 'This is not JSON: ' + e.message);
    }
  };
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    const bad = json === null && wrong(form);
    if (bad) return refuse(...bad);
    try {
      const row = json === null ? rowOf(form) : parsed(json);
      await (model ? put(at(model.id), row) : post('studio/models', row));
      refresh('registry');
      return dialog.close();
    } catch (e) {
      return refuse(json === null ? (/source/.test(e.message) ? 'engine' : 'id') : 'json', e instanceof SyntaxError ? 'This is not JSON: ' + e.message : e.message);
    }
  };
  const about = (field) => ({ id: 'r-' + field, 'aria-invalid': !!error && error[0] === field, 'aria-describedby': error && error[0] === field ? 'r-wrong' : undefined });
  const text = (field, label, extra) => html`<label class="label"><span>${label}</span><input class="field" ...${about(field)} autocomplete="off" ...${extra} value=${form[field]} onInput=${(e) => set({ [field]: e.target.value })} /></label>`;
  const verb = model ? 'Save model' : 'Add model';
  const footer = html`<span class="t12 second">${model ? 'Jobs that wait already keep what they were handed in with.' : 'An id that exists already is refused.'}</span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="registered" class="btn main">${verb}</button>`;
  return html`<${Dialog} title=${model ? `Edit ${model.displayName || model.id}` : 'Add a model to the registry'} lead="Jobs may name it from then on; a worker that has its engine runs them." onClose=${onClose} footer=${footer}>
    <form id="registered" class="stack" noValidate onSubmit=${submit}>
      <fieldset class="choice"><legend class="unseen">Shown as</legend>${[[false, 'Form'], [true, 'JSON']].map(([to, name]) => html`<label><input type="radio" name="as" checked=${(json !== null) === to} onChange=${() => turn(to)} /><span>${name}</span></label>`)}</fieldset>
      ${json !== null
        ? html`<label class="label"><span>The row, with files and defaults</span><textarea class="field mono tall" ...${about('json')} spellcheck=${false} value=${json} onInput=${(e) => (setError(null), setJson(e.target.value))}></textarea></label>`
        : html`<div class="halves">${text('id', 'Id', { readonly: !!model, placeholder: 'z-image-turbo' })}${text('name', 'Name', { placeholder: 'the id' })}</div>
          <div class="thirds"><label class="label"><span>Kind</span><select class="field" value=${form.kind} onChange=${(e) => set({ kind: e.target.value })}>${KINDS.map((k) => html`<option value=${k.id}>${k.name}</option>`)}</select></label>
            ${text('engine', 'Engine', { list: 'r-engines' })}${text('gb', 'Memory, GB', { inputmode: 'decimal' })}</div><datalist id="r-engines">${ENGINES.map((e) => html`<option value=${e} />`)}</datalist>
          ${text('about', 'Description')}
          <label class="switch"><input type="checkbox" checked=${form.enabled} onChange=${(e) => set({ enabled: e.target.checked })} />Jobs may name it</label>
          <p class="t12 quiet">${((form.row.source && form.row.source.files) || []).length} files. Files and defaults are edited as JSON.</p>`}
      ${error && html`<p class="t13 is-bad" id="r-wrong" role="alert">${error[1]}</p>`}</form></${Dialog}>`;
}

/** Reads a file that was exported here or elsewhere; what it would do is shown before it is done. */
export async function importModels(file) {
  const document = JSON.parse(await file.text());
  const rows = Array.isArray(document) ? document : document.models;
  if (!Array.isArray(rows) || !rows.length) throw new Error('This file lists no models.');
  const known = new Set((await get('studio/models')).models.map((m) => m.id));
  const replaced = rows.filter((r) => known.has(r.id)).length;
  openDialog({
    title: `Import ${rows.length} ${rows.length === 1 ? 'model' : 'models'}?`,
    lead: `${rows.length - replaced} new, ${replaced} replaced by what ${file.name} says. Models it does not name stay as they are. If one row is wrong, nothing changes.`,
    confirm: 'Import models',
    action: () => post('studio/models/import', { models: rows }).then(() => refresh('registry')),
  });
}
