// Rare and destructive actions, behind one button.
import { html, Icon, useEffect, useRef, useState } from '../ui.js';

export function More({ label, items }) {
  const [open, setOpen] = useState(false);
  const ref = useRef();
  useEffect(() => {
    if (!open) return undefined;
    const away = (e) => !ref.current.contains(e.target) && setOpen(false);
    document.addEventListener('pointerdown', away);
    ref.current.querySelector('[data-menu] button:not(:disabled)')?.focus();
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);
  const keys = (event) => {
    if (!open) return;
    const all = [...ref.current.querySelectorAll('[data-menu] button')];
    const at = all.indexOf(document.activeElement);
    if (event.key === 'Escape') {
      setOpen(false);
      ref.current.querySelector('button').focus();
    } else if (event.key === 'ArrowDown') all[(at + 1) % all.length].focus();
    else if (event.key === 'ArrowUp') all[(at - 1 + all.length) % all.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="more" ref=${ref} onKeyDown=${keys} onFocusOut=${(e) => e.relatedTarget && !ref.current.contains(e.relatedTarget) && setOpen(false)}>
    <button type="button" class="btn small square plain" aria-label=${label} aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="more" /></button>
    ${open && html`<div data-menu>${items.map((item) => html`<button type="button" class=${'btn ' + (item.risky ? 'risky' : '')} disabled=${item.disabled} onClick=${() => (setOpen(false), item.act())}>${item.name}</button>`)}</div>`}
  </div>`;
}
