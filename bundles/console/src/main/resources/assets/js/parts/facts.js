// Names and values, with ids that can be copied whole.
import { html } from '../ui.js';
import { Copy } from './copy.js';

export function Facts({ rows }) {
  const known = rows.filter((row) => row && row[1] != null && row[1] !== '' && row[1] !== false);
  if (!known.length) return null;
  return html`<dl class="facts">${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

export const code = (text, label) => text && html`<code>${text}</code><${Copy} text=${text} label=${label || 'Copy'} />`;
