// One setting changed where it is shown, instead of on the page of all settings.
import { put } from '../api.js';
import { refresh, set, useTopic } from '../store.js';
import { html, useState } from '../ui.js';

/** {setting, fixed, by, save}: fixed ones are overridden by the environment or a flag, and `by` says by what. */
export function useSetting(name) {
  const topic = useTopic('settings');
  const setting = ((topic.data && topic.data.settings) || []).find((s) => s.name === name);
  const fixed = !!setting && (setting.origin === 'environment' || setting.origin === 'flag');
  const by = fixed ? `Set by ${setting.origin === 'flag' ? 'a flag' : 'the environment'}${setting.originDetail ? ' (' + setting.originDetail + ')' : ''}; change it there.` : '';
  const save = async (value) => {
    set('settings', await put('settings', { [name]: value }), true);
    await refresh('status');
  };
  return { setting, fixed, by, save };
}

/** A value with Change beside it, which becomes a field with Save and Cancel. */
export function Inline({ name, label, unit, lost, children }) {
  const { setting, fixed, by, save } = useSetting(name);
  const [open, setOpen] = useState(false);
  const [error, setError] = useState('');
  const id = 'in-' + name;
  const focus = (to) => setTimeout(() => document.getElementById(to)?.focus());
  const end = () => {
    setOpen(false);
    setError('');
    focus(id + '-change');
  };
  const submit = async (event) => {
    event.preventDefault();
    const typed = document.getElementById(id).value.trim();
    try {
      await save(typed === '' ? null : typed);
      end();
    } catch (e) {
      setError(e.message);
      focus(id);
    }
  };
  const begin = () => {
    setOpen(true);
    focus(id);
  };
  if (!open) {
    return html`${children}${setting && !fixed && html` <button type="button" class="linklike" id=${id + '-change'} aria-label=${'Change ' + label} disabled=${lost} onClick=${begin}>Change</button>`}
      ${by && html`<span class="t12 quiet below">${by}</span>`}`;
  }
  return html`<form class="inline" noValidate onSubmit=${submit} onKeyDown=${(e) => e.key === 'Escape' && end()}>
    <input class="field" id=${id} inputmode="decimal" aria-label=${label} aria-invalid=${!!error} aria-describedby=${error ? id + '-wrong' : undefined} defaultValue=${String(setting.value ?? '')} /><span class="second">${unit}</span>
    <button type="submit" class="btn small" disabled=${lost}>Save</button><button type="button" class="btn small plain" onClick=${end}>Cancel</button>
    ${error && html`<p class="t12 is-bad" id=${id + '-wrong'} role="alert">${error}</p>`}</form>`;
}

/** On and off, at once. */
export function Switch({ name, text, lost }) {
  const { setting, fixed, by, save } = useSetting(name);
  const [error, setError] = useState('');
  if (!setting) return null;
  const flip = (event) => {
    setError('');
    const box = event.target;
    save(String(box.checked)).catch((e) => {
      box.checked = !box.checked;
      setError(e.message);
    });
  };
  return html`<label class="switch"><input type="checkbox" checked=${String(setting.value) === 'true'} disabled=${fixed || lost} onChange=${flip} />${text}</label>
    ${by && html`<span class="t12 quiet below">${by}</span>`}${error && html`<p class="t12 is-bad" role="alert">${error}</p>`}`;
}
