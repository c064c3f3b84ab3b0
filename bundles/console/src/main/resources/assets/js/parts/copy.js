import { html, Icon, useState } from '../ui.js';

async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  throw new Error('no clipboard');
}

/** Copies and says so in the same place. */
export function Copy({ text, label = 'Copy', words = false }) {
  const [done, setDone] = useState(false);
  const act = async () => {
    await write(typeof text === 'function' ? text() : text).then(() => setDone(true), () => {});
    setTimeout(() => setDone(false), 1500);
  };
  const icon = html`<${Icon} name=${done ? 'check' : 'copy'} />`;
  return words
    ? html`<button type="button" class="btn small plain" onClick=${act}>${icon}${done ? 'Copied' : label}</button>`
    : html`<button type="button" class="copier" aria-label=${done ? 'Copied' : label} title=${label} onClick=${act}>${icon}</button>`;
}
