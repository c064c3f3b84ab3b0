// The one door to the view library, so that pages import from here only.
import { h, render, Fragment } from '../third-party/preact/preact.module.js';
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from '../third-party/preact/hooks.module.js';
import htm from '../third-party/htm/htm.module.js';

export const html = htm.bind(h);
export { render, Fragment, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState };

export const Icon = ({ name }) =>
  html`<svg class="icon" aria-hidden="true"><use href=${'#i-' + name} /></svg>`;

export const Dot = ({ tone = '' }) => html`<span class=${'dot ' + tone}></span>`;

export const Pill = ({ tone = '', children }) =>
  html`<span class=${'pill ' + tone}><${Dot} tone=${tone} />${children}</span>`;

/** Ticks once a second while something on the page counts time. */
export function useNow(active) {
  const [now, tick] = useState(serverNow);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => tick(serverNow()), 1000);
    return () => clearInterval(timer);
  }, [active]);
  return now;
}

/** A part that is fetched when it is first drawn, for what few pages show. */
export const late = (load) => (props) => {
  const [View, setView] = useState(null);
  useEffect(() => void load().then((part) => setView(() => part)), []);
  return View && html`<${View} ...${props} />`;
};

let clockSkew = 0;
/** Elapsed times count from the server's start times, so they need the server's clock. */
export function noteServerClock(header) {
  const skew = header ? Date.parse(header) - Date.now() : 0;
  clockSkew = Math.abs(skew) > 3000 ? skew : 0;
}
export function serverNow() {
  return Date.now() + clockSkew;
}
