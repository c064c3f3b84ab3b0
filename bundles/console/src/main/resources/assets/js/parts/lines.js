// Log lines. Text only; control codes are dropped.
import { iso, logTime } from '../format.js';
import { html } from '../ui.js';

export const clean = (text) => String(text ?? '').replace(/\u001b\[[0-9;]*m/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
export const plainLine = (e) => [iso(e.ts), (e.level || '').toLowerCase(), e.category || e.target || '', clean(e.message)].filter(Boolean).join(' ');

export function Line({ entry }) {
  const level = (entry.level || 'info').toLowerCase();
  return html`<li><time title=${iso(entry.ts)}>${logTime(entry.ts)}</time>
    <span class=${'lv ' + level}>${level}</span><p title=${entry.category || ''}>${clean(entry.message)}</p></li>`;
}
