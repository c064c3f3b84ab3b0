// The events of a run as the rows a person reads: fragments joined, a call and its result in one.
const LONGEST = 20_000; // characters of one text that are shown
const LINE = 160;

/** Text of a bounded length; what was left out is said. */
export function clipped(text, most = LONGEST) {
  return text.length <= most ? text : text.slice(0, most) + `\n[${text.length - most} more characters are not shown]`;
}

const asText = (value) => (value == null ? '' : typeof value === 'string' ? value : JSON.stringify(value, null, 2));
const oneLine = (text) => text.replace(/\s+/g, ' ').trim().slice(0, LINE);

/** The part of a tool's input that says most about it. */
export function gist(input) {
  if (input == null || typeof input !== 'object') return oneLine(asText(input));
  for (const name of ['command', 'file_path', 'path', 'filePath', 'absolute_path', 'pattern', 'query', 'url', 'description', 'prompt']) {
    const value = input[name];
    if (typeof value === 'string' && value) return oneLine(value);
    if (Array.isArray(value) && value.length) return oneLine(value.join(' '));
  }
  return Object.keys(input).length ? oneLine(JSON.stringify(input)) : '';
}

const EVENTS = {
  text_output(rows, { event, source }) {
    const last = rows.last();
    const kind = source === 'worker' ? 'note' : 'said';
    if (event.stream && last && last.kind === kind && last.streams) rows.grow(last, event.content);
    else rows.add(kind, { text: clipped(event.content), streams: event.stream });
  },
  thinking: (rows, { event }) => rows.add('thinking', { text: clipped(event.content) }),
  error_output: (rows, { event }) => rows.add('error', { text: clipped(event.content) }),
  tool_use: (rows, { event, meta }) => rows.add('tool', { name: event.tool_name, gist: gist(event.input), input: clipped(asText(event.input)), state: 'running' }, meta.call_id),
  tool_result(rows, { event, meta }) {
    const output = clipped(asText(event.output));
    const state = event.is_error ? 'failed' : 'done';
    const call = rows.call(meta.call_id);
    if (call) rows.change(call, { output, state });
    else rows.add('tool', { name: event.tool_name, gist: oneLine(output), output, state }, meta.call_id);
  },
  /** What a tool's result means; the call itself is there already. */
  command_execution(rows, { event, meta }) {
    const call = rows.call(meta.call_id);
    const exit = event.exit_code;
    const state = exit ? 'failed' : 'done';
    if (call) rows.change(call, { exit, state: exit ? state : call.state });
    else rows.add('tool', { name: 'Command', gist: oneLine(event.command), input: clipped(event.command), output: clipped(event.output || ''), exit, state });
  },
  file_change: (rows, { event }) => rows.add('file', { path: event.path, from: event.from, change: event.change_type, text: event.content && clipped(event.content) }),
  ask_user_question: (rows, { event }) => rows.add('asked', { text: clipped(event.question), options: event.options || [] }),
  user_response: (rows, { event }) => rows.add('answer', { text: clipped(event.response) }),
  session_start: (rows, { event }) => rows.add('start', { agent: event.agent_type, model: event.model }),
  session_end: (rows, { event }) => rows.add('end', { success: event.success, text: event.error && clipped(event.error) }),
};

/** About so many rows, the oldest go first. */
export class Rows {
  constructor(most) {
    this.most = most;
    this.list = [];
    this.dropped = 0;
    this.calls = new Map();
  }

  last = () => this.list[this.list.length - 1];
  call = (id) => id && this.calls.get(id);

  add(kind, what, call) {
    const row = { ...what, kind, changes: 0, at: this.at, seq: this.seq };
    this.list.push(row);
    if (call) {
      row.call = call;
      this.calls.set(call, row);
    }
    // Several at a time: every drop moves the whole list under the reader.
    if (this.list.length >= this.most + this.most / 4) this.drop(this.list.length - this.most);
  }

  drop(n) {
    for (const row of this.list.splice(0, n)) if (row.call && this.calls.get(row.call) === row) this.calls.delete(row.call);
    this.dropped += n;
  }

  /** A row that changed is drawn again; all others stay as they are. */
  change(row, what) {
    Object.assign(row, what);
    row.changes++;
  }

  grow(row, text) {
    if (row.text.length <= LONGEST) this.change(row, { text: clipped(row.text + text) });
  }

  take(entry) {
    this.at = entry.timestamp;
    this.seq = entry.seq;
    const read = EVENTS[entry.event.type];
    if (read) read(this, { ...entry, meta: entry.meta || {} });
  }
}
