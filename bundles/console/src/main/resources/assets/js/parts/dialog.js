// Native dialogs: they trap and return focus, Escape closes, the button repeats the verb.
import { html, render, useEffect, useRef, useState } from '../ui.js';

/** A firm one closes by its buttons only: what it shows is not shown again. */
export function Dialog({ title, lead, wide, firm, onClose, children, footer }) {
  const ref = useRef();
  useEffect(() => {
    ref.current.showModal();
    ref.current.querySelector('[data-first]')?.focus();
  }, []);
  return html`<dialog ref=${ref} class=${wide ? 'wide' : ''} aria-labelledby="dlg-title" onClose=${onClose}
      onCancel=${(e) => firm && e.preventDefault()} onKeyDown=${(e) => firm && e.key === 'Escape' && e.preventDefault()}
      onClick=${(e) => !firm && e.target === ref.current && ref.current.close()}>
    <header><h2 id="dlg-title">${title}</h2>${lead && html`<p>${lead}</p>`}</header>
    <div class="dlg-body">${children}</div>
    ${footer && html`<footer>${footer}</footer>`}
  </dialog>`;
}

export const closeDialog = (event) => event.currentTarget.closest('dialog').close();

function Ask({ ask, onClose }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const act = async (event) => {
    const dialog = event.currentTarget.closest('dialog');
    setBusy(true);
    try {
      await ask.action();
      dialog.close();
    } catch (e) {
      setError(e);
      setBusy(false);
    }
  };
  const footer = html`<span class="t12 second">${ask.cli ? html`Also: <code>${ask.cli}</code>` : ask.note || ''}</span>
    <button type="button" class="btn" data-first onClick=${closeDialog}>${ask.cancel || 'Cancel'}</button>
    ${ask.confirm && html`<button type="button" class=${'btn ' + (ask.risky ? 'risky' : 'main')} disabled=${busy} onClick=${act}>${ask.confirm}</button>`}`;
  return html`<${Dialog} title=${ask.title} lead=${ask.lead} onClose=${onClose} footer=${footer}>
    ${ask.body}${error && html`<p class="is-bad" role="alert">${error.message}</p>`}
  </${Dialog}>`;
}

/** Opens a dialog from anywhere: {title, lead?, body?, confirm?, action?, cli?, note?, risky?}. */
export function openDialog(ask) {
  const place = document.createElement('div');
  document.body.append(place);
  const end = () => {
    render(null, place);
    place.remove();
  };
  render(html`<${Ask} ask=${ask} onClose=${end} />`, place);
}
