// A remote runtime: added, and tried.
import { post } from '../api.js';
import { troubles } from '../fleet.js';
import { html, Pill, useEffect, useState } from '../ui.js';
import { closeDialog, Dialog } from './dialog.js';
import { Failure, Wait } from './states.js';

const FIELDS = {
  invalid_runtime_id: 'id',
  embedded_runtime_not_config_managed: 'id',
  remote_runtime_already_exists: 'id',
  invalid_remote_runtime_endpoint: 'endpoint',
  invalid_remote_runtime_display_name: 'name',
};

/** Refusals carry the code in the message or among the diagnostics. */
const fieldOf = (e) => Object.keys(FIELDS).find((code) => (e.message + JSON.stringify(e.body || '')).includes(code));

export function AddRuntime({ onClose, onAdded }) {
  const [form, setForm] = useState({ id: '', name: '', endpoint: '', token: '' });
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  // From what is there when it is set: the next key may come before the page is drawn again.
  const set = (values) => (setError(null), setForm((now) => ({ ...now, ...values })));
  const refuse = (field, text) => {
    setError([field, text]);
    setBusy(false);
    document.getElementById('rt-' + field)?.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    if (!/^[A-Za-z0-9_-]{1,96}$/.test(form.id)) return refuse('id', 'Letters, digits, - and _, 96 at most.');
    if (!/^https?:\/\/./.test(form.endpoint.trim())) return refuse('endpoint', 'An address that begins with http:// or https://.');
    setBusy(true);
    const body = { runtime_id: form.id, endpoint: form.endpoint.trim() };
    if (form.name.trim()) body.display_name = form.name.trim();
    if (form.token.trim()) body.token_ref = form.token.trim();
    try {
      await post('fleet/settings/runtime-connections/remotes', body);
      onAdded();
      return dialog.close();
    } catch (e) {
      return refuse(FIELDS[fieldOf(e)] || 'id', e.message);
    }
  };
  const field = (name, label, key, extra) => html`<label class="label"><span>${label}</span><input class="field" id=${'rt-' + key} autocomplete="off" ...${extra} value=${form[name]} aria-invalid=${!!error && error[0] === key} aria-describedby=${error && error[0] === key ? 'rt-wrong' : undefined} onInput=${(e) => set({ [name]: e.target.value })} /></label>`;
  const footer = html`<span class="t12 second">Its address is never shown again.</span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="new-runtime" class="btn main" disabled=${busy}>${busy ? 'Adding…' : 'Add the runtime'}</button>`;
  return html`<${Dialog} title="Add a runtime" lead="A runtime somewhere else, started with atelier runtime. This studio speaks to it; browsers never do." onClose=${onClose} footer=${footer}>
    <form id="new-runtime" class="stack" noValidate onSubmit=${submit}>
      <div class="halves">${field('id', 'Id', 'id', { 'data-first': true, placeholder: 'lab' })}${field('name', 'Name', 'name', { placeholder: 'Lab' })}</div>
      ${field('endpoint', 'Address', 'endpoint', { placeholder: 'http://10.0.0.7:38800', inputmode: 'url' })}
      ${field('token', 'Where its token is', 'token', { placeholder: 'env:LAB_TOKEN or file:lab' })}
      <p class="t12 second">The token itself is never typed here: name a variable of this studio's environment, or a file in its own secrets folder.</p>
      ${error && html`<p class="t13 is-bad" id="rt-wrong" role="alert">${error[1]}</p>`}</form></${Dialog}>`;
}

const WORDS = { available: ['Works', 'ok'], unknown: ['Not tried', ''], incompatible: ['Does not fit', 'bad'] };
const STATES = { compatible: ['Compatible', 'ok'], incompatible: ['Does not fit', 'bad'], failed: ['No answer', 'bad'], rejected: ['Refused', 'bad'] };

export function ProbeResult({ runtime, answer, onClose }) {
  const [result, setResult] = useState(null);
  const [error, setError] = useState(null);
  useEffect(() => void answer.then(setResult, setError), []);
  const [word, tone] = (result && STATES[result.state]) || ['', ''];
  const footer = html`<span class="t12 second">Nothing was started or changed there.</span><button type="button" class="btn" data-first onClick=${closeDialog}>Close</button>`;
  return html`<${Dialog} title=${`Connection to ${runtime.label}`} onClose=${onClose} footer=${footer}>
    ${error && html`<${Failure} error=${error} />`}
    ${!result && !error && html`<${Wait} rows=${4} />`}
    ${result && html`<p class="row"><${Pill} tone=${tone}>${word}</${Pill}><span class="second">${troubles(result.diagnostics)}</span></p>
      <table class="below-row"><thead><tr><th scope="col">Operation</th><th scope="col">Result</th></tr></thead><tbody>${(result.capabilities || []).map((each) => {
        const [operation, outcome] = each.split(':');
        const [text, colour] = WORDS[outcome] || [outcome, ''];
        return html`<tr><td><code>${operation}</code></td><td><${Pill} tone=${colour}>${text}</${Pill}></td></tr>`;
      })}</tbody></table>`}</${Dialog}>`;
}
