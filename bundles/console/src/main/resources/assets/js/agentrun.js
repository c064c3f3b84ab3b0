// What one run of an agent tells: from where it is interesting to where it is now, and on from there.
import { get, url } from './api.js';
import { Rows } from './agentrows.js';
import { sessionPath } from './agents.js';
import { useEffect, useReducer, useRef } from './ui.js';

const BACK = 600; // events before the newest that are read at first
const MOST_ROWS = 1000;
const PAGE = 500; // of what came before
const PAINT_MS = 250;
const AGAIN_MS = 1500;

class Run {
  constructor(id, changed) {
    this.id = id;
    this.changed = changed;
    this.rows = new Rows(MOST_ROWS);
    this.first = 1; // the first event that is shown
    this.last = 0; // the last that was heard
    this.loaded = false;
    this.ended = false;
    this.problem = '';
  }

  async start() {
    try {
      const run = await get(sessionPath(this.id));
      this.last = Math.max(0, run.lastSeq - BACK);
      this.first = this.last + 1;
      this.loaded = true;
      this.open();
    } catch (e) {
      this.problem = e.message;
      if (e.status !== 404) this.later(() => this.start());
    }
    this.tell();
  }

  open() {
    if (this.closed) return;
    this.source = new EventSource(url(sessionPath(this.id, '/stream?after=' + this.last)));
    this.source.onopen = () => {
      this.problem = '';
      this.tell();
    };
    this.source.addEventListener('event', (event) => this.heard(JSON.parse(event.data)));
    this.source.addEventListener('end', () => {
      this.ended = true;
      this.source.close();
      this.tell();
    });
    this.source.onerror = () => {
      if (this.ended || this.closed || this.source.readyState !== EventSource.CLOSED) return;
      this.problem = 'What happens now is not told at this moment. Trying again…';
      this.later(() => this.open());
      this.tell();
    };
  }

  later(what) {
    clearTimeout(this.timer);
    this.timer = setTimeout(what, AGAIN_MS);
  }

  /** A stream that was interrupted repeats nothing, but one may be opened twice. */
  heard(entry) {
    if (entry.seq <= this.last) return;
    this.last = entry.seq;
    this.rows.take(entry);
    if (this.rows.dropped) this.first = this.rows.list[0].seq;
    this.tell();
  }

  async earlier() {
    const from = Math.max(0, this.first - 1 - PAGE);
    try {
      const page = await get(sessionPath(this.id, `/events?after=${from}&limit=${this.first - 1 - from}`));
      const before = new Rows(Infinity);
      page.events.forEach((entry) => before.take(entry));
      this.rows.list = before.list.concat(this.rows.list);
      this.rows.most += before.list.length;
      this.first = from + 1;
      this.problem = '';
    } catch (e) {
      this.problem = e.message;
    }
    this.tell();
  }

  tell() {
    this.paint = this.paint || setTimeout(() => {
      this.paint = 0;
      this.changed();
    }, PAINT_MS);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.paint);
    if (this.source) this.source.close();
  }
}

const MOST_EARLIER = 4 * MOST_ROWS;

/** {rows, loaded, ended, problem, before, earlier} of one run; give the component the run's id as its key. */
export function useRun(id) {
  const [, repaint] = useReducer((n) => n + 1, 0);
  const held = useRef();
  if (!held.current) held.current = new Run(id, repaint);
  const run = held.current;
  useEffect(() => {
    run.start();
    return () => run.close();
  }, []);
  return {
    rows: run.rows.list,
    last: run.last,
    loaded: run.loaded,
    ended: run.ended,
    problem: run.problem,
    before: run.first - 1,
    earlier: run.first > 1 && run.rows.list.length < MOST_EARLIER ? () => run.earlier() : null,
  };
}
