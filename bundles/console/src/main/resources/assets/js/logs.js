// The worker's log as this tab holds it, and which of its lines are about one engine.
import { get } from './api.js';
import { followLines } from './live.js';
import { peek, set, useTopic } from './store.js';
import { useEffect, useState } from './ui.js';

const MOST = 5000;

const lastOf = (held) => (held.length ? held[held.length - 1].seq : 0);

/** Lines come by the stream and, where it left some out, from the log: some twice, some late. */
function add(entries) {
  const held = peek('logs');
  if (!held) return;
  const late = entries.some((e) => e.seq <= lastOf(held));
  const known = late && new Set(held.map((e) => e.seq));
  const fresh = late ? entries.filter((e) => !known.has(e.seq)) : entries;
  if (!fresh.length) return;
  const all = held.concat(fresh);
  set('logs', (late ? all.sort((a, b) => a.seq - b.seq) : all).slice(-MOST));
}

/** Reads on behind the last line held; another process counts anew. */
async function readOn() {
  const held = peek('logs');
  const last = held ? lastOf(held) : 0;
  const answer = await get('daemon/logs?after=' + last);
  if (held && answer.seq >= last) add(answer.entries);
  else set('logs', answer.entries, true);
}

followLines({ add, gap: () => peek('logs') && readOn().catch(() => {}) });

export function useLogs() {
  const topic = useTopic('logs');
  const [error, setError] = useState(null);
  const read = async () => {
    setError(null);
    try {
      await readOn();
    } catch (e) {
      setError(e);
    }
  };
  useEffect(() => void read(), []);
  return { entries: topic.data, error, read };
}

/** Lines that name the engine, come from its bundle, or belong to one of its jobs. */
export function aboutEngine(id, bundle, jobs) {
  const mine = new Set(jobs.filter((j) => j.engine === id).map((j) => j.jobId));
  const named = new RegExp('(^|[^\\w-])' + id.replace(/[^\w]/g, '\\$&') + '($|[^\\w-])');
  return (e) => mine.has(e.jobId) || named.test(e.message || '') || (e.category || '') === id || (!!bundle && (e.category || '').startsWith(bundle));
}
