// What tables share: columns that sort, rows that can be picked, and one tab stop for all rows.
import { html, useEffect, useRef, useState } from '../ui.js';

/** `sort` is a column's id, with a minus in front for the largest first. */
export function SortHead({ id, name, sort, onSort, cls = '' }) {
  const up = sort === id;
  const down = sort === '-' + id;
  return html`<th scope="col" class=${cls} aria-sort=${up ? 'ascending' : down ? 'descending' : undefined}>
    <button type="button" class="sorter" onClick=${() => onSort(down ? id : up ? '-' + id : id)}>${name}${(up || down) && html`<svg viewBox="0 0 8 8" aria-hidden="true"><path d=${up ? 'M4 1 7.5 7h-7z' : 'M4 7 .5 1h7z'} /></svg>`}</button></th>`;
}

const compare = (a, b) => (typeof a === 'string' ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
const missing = (v) => v == null || v === '' || Number.isNaN(v);

/** A sorted copy; rows without a value stay at the end either way. */
export function sorted(rows, sort, columns) {
  const value = columns[sort.replace(/^-/, '')];
  if (!value) return rows;
  const sign = sort[0] === '-' ? -1 : 1;
  return [...rows].sort((x, y) => {
    const [a, b] = [value(x), value(y)];
    if (missing(a) || missing(b)) return missing(a) - missing(b);
    return sign * compare(a, b);
  });
}

/** Picked rows by id; only what is still listed counts. */
export function usePicks(ids) {
  const [picked, setPicked] = useState(() => new Set());
  const [picking, setPicking] = useState(false);
  const now = ids.filter((id) => picked.has(id));
  const last = useRef(null);
  /** With `through`, every row from the one before becomes what this one becomes. */
  const toggle = (id, through) => {
    const from = through ? ids.indexOf(last.current) : -1;
    const to = ids.indexOf(id);
    last.current = id;
    setPicking(true);
    setPicked((old) => {
      const next = new Set(old);
      const on = !old.has(id);
      for (const each of from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1)) {
        if (on) next.add(each);
        else next.delete(each);
      }
      return next;
    });
  };
  const clear = () => {
    setPicking(false);
    setPicked(new Set());
  };
  useEffect(() => {
    if (!picking) return undefined;
    const escape = (event) => event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]') && clear();
    document.addEventListener('keydown', escape);
    return () => document.removeEventListener('keydown', escape);
  }, [picking]);
  const drop = () => setPicked(new Set());
  const all = () => setPicked(new Set(ids));
  return { now, picking, has: (id) => picked.has(id), toggle, clear, drop, all, start: () => setPicking(true) };
}

/** The cell that picks a row, while picking. */
export const Pick = ({ picks, id, label, tab }) => picks.picking && html`<td class="pick"><input type="checkbox" data-pick aria-label=${'Select ' + label} tabindex=${tab} checked=${picks.has(id)} onClick=${(e) => picks.toggle(id, e.shiftKey)} /></td>`;

/** What the key x presses before that; unseen, so that lists stay quiet until somebody picks. */
export const FirstPick = ({ picks, id }) => !picks.picking && html`<button type="button" hidden data-pick onClick=${(e) => (e.stopPropagation(), picks.toggle(id))}></button>`;

export const PickHead = ({ picks }) => picks.picking && html`<th scope="col" class="pick"><span class="unseen">Selected</span></th>`;

/** All rows together are one stop for the Tab key; arrows move inside. */
export function useStop(ids, preferred) {
  const [at, setAt] = useState(null);
  const stop = ids.includes(at) ? at : ids.includes(preferred) ? preferred : ids[0];
  return { tab: (id) => (id === stop ? 0 : -1), seen: (id) => () => id !== at && setAt(id) };
}
