// What can be changed about a worker of the studio.
import { del, put } from '../api.js';
import { hostName } from '../hosts.js';
import { go, path } from '../router.js';
import { refresh } from '../store.js';
import { html, useState } from '../ui.js';
import { openDialog } from './dialog.js';

const at = (worker) => 'studio/workers/' + encodeURIComponent(worker.workerId);
const change = (worker, values) => put(at(worker), values).finally(() => refresh('hosts'));

export function removeHost(worker, away) {
  const job = worker.currentJobId ? 'Its running job goes back to the queue. ' : '';
  openDialog({
    title: `Remove ${hostName(worker)}?`,
    lead: `${job}Its key is worth nothing from then on, so it stops working for this studio; to come back it asks to join anew. Finished jobs and their results stay.`,
    confirm: `Remove ${hostName(worker)}`,
    risky: true,
    cli: 'atelier workers remove ' + worker.workerId,
    action: () => del(at(worker)).then(() => {
      refresh('hosts');
      if (away) go(path('hosts'));
    }),
  });
}

/** On and off, at once; off only stops new offers. */
export function Enabled({ worker, lost }) {
  const [error, setError] = useState('');
  const flip = (event) => {
    const box = event.target;
    setError('');
    change(worker, { enabled: box.checked }).catch((e) => {
      box.checked = !box.checked;
      setError(e.message);
    });
  };
  return html`<label class="switch"><input type="checkbox" checked=${worker.enabled !== false} disabled=${lost} onChange=${flip} />Offer it jobs</label>${error && html`<p class="t12 is-bad" role="alert">${error}</p>`}`;
}

export function Label({ worker, lost }) {
  const [edit, setEdit] = useState(null);
  const [error, setError] = useState('');
  const focus = (id) => setTimeout(() => document.getElementById(id)?.focus());
  const end = () => {
    setEdit(null);
    setError('');
    focus('label-change');
  };
  const submit = (event) => {
    event.preventDefault();
    return change(worker, { label: edit.trim() || null }).then(end, (e) => {
      setError(e.message);
      focus('label');
    });
  };
  const open = () => {
    setEdit(worker.label || '');
    focus('label');
  };
  if (edit === null) return html`${worker.label || html`<span class="quiet">none; shown by its machine's name</span>`} <button type="button" class="linklike" id="label-change" aria-label="Change the label" disabled=${lost} onClick=${open}>Change</button>`;
  return html`<form class="inline wide-field" noValidate onSubmit=${submit} onKeyDown=${(e) => e.key === 'Escape' && end()}><input class="field" id="label" aria-label="Label" maxlength="200" autocomplete="off" value=${edit} aria-invalid=${!!error} aria-describedby=${error ? 'label-wrong' : undefined} onInput=${(e) => setEdit(e.target.value)} />
    <button type="submit" class="btn small" disabled=${lost}>Save</button><button type="button" class="btn small plain" onClick=${end}>Cancel</button>${error && html`<p class="t12 is-bad" id="label-wrong" role="alert">${error}</p>`}</form>`;
}
