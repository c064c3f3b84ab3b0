// What was said in a runtime worker. The transcript is the authority; the stream tells when to read more of it, and
// brings the words of an answer while they are made.
import { get, url } from './api.js';
import { workerPath } from './fleet.js';
import { useEffect, useReducer, useRef } from './ui.js';

const PAGE = 200;
const AGAIN_MS = 1500;
const ENTRY = new Set(['user_message', 'system_item', 'text_done', 'tool_result', 'error', 'snapshot', 'run_end']);
const TURN = new Set(['snapshot', 'status', 'run_end', 'invoke_start', 'error', 'turn_end']);

/** {entries, live, more, problem, turn}: `live` is the answer being made, `turn` counts changes of the worker itself. */
class Reader {
  constructor(address, changed) {
    this.address = address;
    this.changed = changed;
    this.entries = [];
    this.start = 0; // of the first entry held
    this.live = '';
    this.whole = 0; // how much of it is an answer that has ended
    this.stream = 0; // counts beginnings: each brings anew what there is of an answer
    this.problem = '';
    this.turn = 0;
    this.loaded = false;
    this.seen = new Set();
    this.reading = false;
  }

  page = (start, limit) => get(workerPath(this.address, 'transcript') + `?start=${start}&limit=${limit}`);

  /** Whatever comes while it reads is read once more, so nothing falls between. */
  async read() {
    if (this.reading) {
      this.unread = true;
      return;
    }
    this.reading = true;
    do {
      this.unread = false;
      const whole = this.whole; // an answer that was whole before is in what is read now
      const stream = this.stream;
      await this.once();
      if (stream === this.stream) {
        this.live = this.live.slice(whole);
        this.whole -= whole;
      }
      this.changed();
    } while (this.unread);
    this.reading = false;
  }

  async once() {
    try {
      let next = this.loaded ? this.start + this.entries.length : await this.tail();
      while (next != null) {
        const page = await this.page(next, PAGE);
        if (page.state === 'rejected') throw new Error((page.diagnostics[0] || {}).message || 'The transcript could not be read.');
        if (!this.loaded) this.start = next;
        this.loaded = true;
        this.entries = this.entries.concat(page.items);
        next = page.next_start;
      }
      this.problem = '';
    } catch (e) {
      this.problem = e.message;
    }
  }

  async tail() {
    const { total_items: total = 0 } = await this.page(0, 0);
    return Math.max(0, total - PAGE);
  }

  async earlier() {
    const from = Math.max(0, this.start - PAGE);
    const page = await this.page(from, this.start - from);
    this.entries = page.items.concat(this.entries);
    this.start = from;
    this.changed();
  }

  open() {
    this.source = new EventSource(url(workerPath(this.address, 'events')));
    this.source.addEventListener('frame', (event) => this.heard(JSON.parse(event.data)));
    this.source.onerror = () => this.source.readyState === EventSource.CLOSED && this.later();
  }

  later() {
    this.source.close();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), AGAIN_MS);
  }

  heard(frame) {
    if (frame.kind === 'diagnostic') {
      this.problem = frame.diagnostic.message || 'The stream of this worker ended.';
      this.changed();
      this.later();
      return;
    }
    const { event_id: id, payload } = frame.envelope;
    if (this.seen.has(id)) return;
    this.seen.add(id);
    if (this.seen.size > 5000) this.seen = new Set([...this.seen].slice(-2000));
    if (payload.event === 'text_delta') this.live += payload.data.text;
    if (payload.event === 'text_done' || payload.event === 'error') this.whole = this.live.length;
    if (payload.event === 'snapshot') this.begun(payload.data);
    if (TURN.has(payload.event)) this.turn++;
    if (ENTRY.has(payload.event)) this.read();
    this.changed();
  }

  /** Who comes in the middle of an answer gets what there is of it. */
  begun(snapshot) {
    const blocks = (snapshot.in_flight || {}).blocks || [];
    this.live = blocks.filter((b) => b.kind === 'text').map((b) => b.text).join('');
    this.whole = 0;
    this.stream++;
    this.problem = '';
  }

  close() {
    clearTimeout(this.timer);
    if (this.source) this.source.close();
    this.changed = () => {};
  }
}

export function useTranscript(address) {
  const [, repaint] = useReducer((n) => n + 1, 0);
  const held = useRef();
  const waiting = useRef(0);
  if (!held.current) {
    held.current = new Reader(address, () => {
      waiting.current = waiting.current || requestAnimationFrame(() => {
        waiting.current = 0;
        repaint();
      });
    });
  }
  const reader = held.current;
  useEffect(() => {
    reader.read();
    reader.open();
    return () => reader.close();
  }, []);
  return {
    entries: reader.entries,
    live: reader.live,
    loaded: reader.loaded,
    problem: reader.problem,
    turn: reader.turn,
    earlier: reader.start > 0 ? () => reader.earlier() : null,
    follow: () => reader.read(),
    tell: (problem) => {
      reader.problem = problem;
      reader.changed();
    },
  };
}
