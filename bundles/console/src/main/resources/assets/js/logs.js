// The worker's log as this tab holds it, and which of its lines are about one engine.
import { get } from './api.js';
import { appendLog } from './live.js';
import { peek, set, useTopic } from './store.js';
import { useEffect, useState } from './ui.js';

export function useLogs() {
  const topic = useTopic('logs');
  const [error, setError] = useState(null);
  const read = async () => {
    setError(null);
    try {
      const held = peek('logs');
      const answer = await get('daemon/logs?after=' + (held && held.length ? held[held.length - 1].seq : 0));
      const restarted = held && held.length && answer.seq < held[held.length - 1].seq;
      if (held && !restarted) appendLog(answer.entries);
      else set('logs', answer.entries, true);
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
