// A list of the studio's jobs that is read page by page and kept fresh while it is in sight.
import { get } from '../api.js';
import { asJob } from '../queue.js';
import { watch } from '../store.js';
import { useEffect, useRef, useState } from '../ui.js';

const PAGE = 50;
const MOST = 500; // of one request
const AGAIN_MS = 600;

const ask = (query, limit, cursor, signal) => get(`studio/jobs?${query}${query && '&'}limit=${limit}${cursor ? '&cursor=' + encodeURIComponent(cursor) : ''}`, signal);

/** What is read anew takes the place of the rows it covers; older ones further down stay. */
function joined(rows, fresh, cursor, next) {
  if (!next || rows.length <= fresh.length) return { rows: fresh, cursor: next };
  const listed = new Set(fresh.map((j) => j.jobId));
  const end = fresh[fresh.length - 1].createdAt;
  return { rows: fresh.concat(rows.filter((j) => !listed.has(j.jobId) && j.createdAt <= end)), cursor };
}

/** Calls back soon after the studio told of a change, and again for what it told meanwhile. */
export function useStirred(callback, deps) {
  useEffect(() => {
    let timer = 0;
    const stop = watch('stirred', () => {
      timer = timer || setTimeout(() => {
        timer = 0;
        callback();
      }, AGAIN_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, deps);
}

/** {rows, more, error, again, busy}: `rows` is null until the first page is there, `more` reads the next one. */
export function useJobPages(query) {
  const [state, setState] = useState({ rows: null, cursor: null, error: null });
  const [busy, setBusy] = useState(false);
  const now = useRef();
  now.current = { state, query };
  const fail = (e) => e.name !== 'AbortError' && setState((s) => ({ ...s, error: e }));
  const read = async (signal) => {
    const held = now.current.state.rows || [];
    const answer = await ask(query, Math.min(MOST, Math.max(PAGE, held.length)), null, signal);
    if (now.current.query !== query) return;
    setState((s) => ({ ...joined(s.rows || [], answer.jobs.map(asJob), s.cursor, answer.nextCursor), error: null }));
  };
  useEffect(() => {
    const stop = new AbortController();
    now.current.state = { rows: null };
    setState({ rows: null, cursor: null, error: null });
    read(stop.signal).catch(fail);
    return () => stop.abort();
  }, [query]);
  useStirred(() => read().catch(fail), [query]);
  const more = async () => {
    if (busy) return;
    setBusy(true);
    try {
      const answer = await ask(query, PAGE, now.current.state.cursor);
      if (now.current.query === query) setState((s) => ({ rows: merge(s.rows || [], answer.jobs.map(asJob)), cursor: answer.nextCursor, error: null }));
    } catch (e) {
      fail(e);
    }
    setBusy(false);
  };
  return { rows: state.rows, error: state.error, busy, again: () => read().catch(fail), more: state.cursor ? more : null };
}

function merge(rows, page) {
  const listed = new Set(rows.map((j) => j.jobId));
  return rows.concat(page.filter((j) => !listed.has(j.jobId)));
}
