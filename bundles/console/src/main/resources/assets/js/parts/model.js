// Adding a model and removing one.
import { del, post } from '../api.js';
import { plural } from '../format.js';
import { KINDS } from '../kinds.js';
import { refresh } from '../store.js';
import { html, useState } from '../ui.js';
import { closeDialog, Dialog, openDialog } from './dialog.js';

export function removeModel(model) {
  const files = ((model.source && model.source.files) || []).length;
  openDialog({
    title: `Remove ${model.displayName || model.id}?`,
    lead: `New jobs cannot ask for it any more.${files ? ` Its ${plural(files, 'file')} in the models folder stay there.` : ''} Nothing else changes.`,
    confirm: `Remove ${model.displayName || model.id}`,
    risky: true,
    action: () => del('models/' + encodeURIComponent(model.id)).then(() => refresh('models')),
  });
}

function entryOf(form) {
  return {
    id: form.id.trim(),
    displayName: form.name.trim() || form.id.trim(),
    kind: form.kind,
    vramGbEstimate: Number(form.gb.replace(',', '.')) || 0,
    enabled: true,
    source: { engine: form.engine, files: [], cliDefaults: {} },
  };
}

/** Models with files come from the studio or a catalogue file; by hand one names what an engine already has. */
export function AddModel({ engines, onClose }) {
  const [form, setForm] = useState({ id: '', name: '', kind: 'image', engine: '', gb: '' });
  const [error, setError] = useState(null);
  const fitting = engines.filter((e) => (e.kinds || []).includes(form.kind)).map((e) => e.id);
  const engine = fitting.includes(form.engine) ? form.engine : fitting[0] || '';
  const refuse = (field, text) => {
    setError([field, text]);
    document.getElementById('m-' + field)?.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    if (!form.id.trim()) return refuse('id', 'Write an id first.');
    if (!engine) return refuse('kind', 'No engine here makes this kind. Add an engine first.');
    if (!(Number(form.gb.replace(',', '.') || 0) >= 0)) return refuse('gb', 'A number of GB, or nothing.');
    try {
      await post('models', entryOf({ ...form, engine }));
      refresh('models');
      return dialog.close();
    } catch (e) {
      return refuse('id', e.message);
    }
  };
  const bad = (field) => ({ id: 'm-' + field, 'aria-invalid': !!error && error[0] === field, 'aria-describedby': error && error[0] === field ? 'm-wrong' : undefined });
  const text = (field, label, hint) => html`<label class="label"><span>${label}</span><input class="field" ...${bad(field)} autocomplete="off" placeholder=${hint} value=${form[field]} onInput=${(e) => (setError(null), setForm({ ...form, [field]: e.target.value }))} /></label>`;
  const pick = (field, label, value, options) => html`<label class="label"><span>${label}</span><select class="field" ...${bad(field)} value=${value} onChange=${(e) => (setError(null), setForm({ ...form, [field]: e.target.value }))}>${options.map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select></label>`;
  const footer = html`<span class="t12 second">An id that exists already is replaced.</span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="add-model" class="btn main">Add model</button>`;
  return html`<${Dialog} title="Add a model" lead="Names a model an engine here already has, so that jobs can ask for it." onClose=${onClose} footer=${footer}>
    <form id="add-model" class="stack" noValidate onSubmit=${submit}>${text('id', 'Id', 'my-model')}${text('name', 'Name', 'the id')}
      <div class="thirds">${pick('kind', 'Kind', form.kind, KINDS.map((k) => [k.id, k.name]))}${pick('engine', 'Engine', engine, fitting.map((id) => [id, id]))}${text('gb', 'Memory, GB', '0')}</div>
      ${error && html`<p class="t13 is-bad" id="m-wrong" role="alert">${error[1]}</p>`}</form></${Dialog}>`;
}
