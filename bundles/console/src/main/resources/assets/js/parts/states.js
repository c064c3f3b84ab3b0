// Loading, empty and failed: the same three everywhere.
import { html, Icon, useEffect, useState } from '../ui.js';

/** A skeleton, only once waiting takes long enough to be noticed. */
export function Wait({ rows = 3 }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return html`<div aria-busy="true"></div>`;
  return html`<div aria-busy="true" aria-label="Loading">${Array.from({ length: rows }, () => html`<div class="bone"></div>`)}</div>`;
}

export function Failure({ error, again, what }) {
  return html`<div class="note bad" role="alert"><${Icon} name="warn" />
    <div>${what ? what + ' ' : ''}${error.message}</div>
    ${again && html`<button type="button" class="btn small" onClick=${again}>Try again</button>`}</div>`;
}

export function Head({ title, lead, children }) {
  return html`<div class="head"><div><h1>${title}</h1>${lead && html`<p>${lead}</p>`}</div>${children}</div>`;
}
