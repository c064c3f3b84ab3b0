// What this tab knows about the host, by topic. Pages subscribe to topics; live events patch them.
import { get } from './api.js';
import { asJob } from './queue.js';
import { useEffect, useReducer } from './ui.js';

const PAINT_GAP_MS = 250; // at most four paints a second, whatever arrives
const PATHS = {
  session: 'session',
  status: 'daemon/status',
  jobs: 'jobs/all',
  engines: 'engines',
  operations: 'engines/operations',
  available: 'engines/available',
  models: 'models',
  downloads: 'models/downloads',
  settings: 'settings',
  studioCounts: 'studio/jobs/counts',
  studioJobs: 'studio/jobs?limit=50',
  claimed: 'studio/jobs?status=claimed&limit=200',
  hosts: 'studio/workers',
  requests: 'studio/workers/pending',
  registry: 'studio/models',
  apiKeys: 'studio/keys',
  runtimes: 'fleet/runtimes',
  runtimeHosts: 'fleet/hosts',
  runtimeWorkers: 'fleet/workers',
  connections: 'fleet/settings/runtime-connections',
  questions: 'studio/agents/questions?status=pending',
};

/** What an answer holds, for topics that keep less or other than the answer itself. */
const INSIDE = {
  jobs: sortJobs,
  studioJobs: (answer) => answer.jobs.map(asJob),
  claimed: (answer) => answer.jobs.map(asJob),
  hosts: (answer) => answer.workers,
  requests: (answer) => answer.pending,
  registry: (answer) => answer.models,
  apiKeys: (answer) => answer.keys,
  questions: (answer) => answer.questions,
};

const topics = new Map();
const watchers = new Map();
const dirty = new Set();
let timer = 0;
let lastPaint = 0;

function topic(name) {
  if (!topics.has(name)) topics.set(name, { data: undefined, error: null, loading: false, again: false, late: [] });
  return topics.get(name);
}

function paint() {
  timer = 0;
  lastPaint = Date.now();
  const names = [...dirty];
  dirty.clear();
  const seen = new Set();
  for (const name of names) {
    for (const watcher of watchers.get(name) || []) {
      if (!seen.has(watcher)) {
        seen.add(watcher);
        watcher();
      }
    }
  }
}

/** Marks a topic as changed; own actions paint at once, events wait for the next slot. */
export function changed(name, atOnce = false) {
  dirty.add(name);
  if (atOnce) {
    clearTimeout(timer);
    paint();
  } else if (!timer) {
    timer = setTimeout(paint, Math.max(0, lastPaint + PAINT_GAP_MS - Date.now()));
  }
}

export async function refresh(name, query = '') {
  const t = topic(name);
  if (t.loading) {
    t.again = true;
    return;
  }
  t.loading = true;
  t.late = [];
  try {
    const data = await get(PATHS[name] + query);
    t.data = INSIDE[name] ? INSIDE[name](data) : data;
    t.error = null;
  } catch (e) {
    t.error = e;
  }
  t.loading = false;
  t.late.forEach((patch) => patch());
  changed(name);
  if (t.again) {
    t.again = false;
    refresh(name);
  }
}

export function refreshWatched() {
  return Promise.all([...topics.keys()].filter((n) => PATHS[n] && (watchers.get(n) || { size: 0 }).size).map((n) => refresh(n)));
}

export const peek = (name) => topic(name).data;

export function set(name, data, atOnce = false) {
  topic(name).data = data;
  changed(name, atOnce);
}

export function watch(name, callback) {
  if (!watchers.has(name)) watchers.set(name, new Set());
  watchers.get(name).add(callback);
  return () => watchers.get(name).delete(callback);
}

/** The topic's {data, error}; loads it when nobody has yet. */
export function useTopic(name) {
  const [, repaint] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    const stop = watch(name, repaint);
    const t = topic(name);
    if (PATHS[name] && t.data === undefined && !t.loading) refresh(name);
    return stop;
  }, [name]);
  return topic(name);
}

const startOf = (job) => Date.parse(job.createdAt || job.startedAt || 0) || 0;

function sortJobs(jobs) {
  return [...jobs].sort((a, b) => startOf(b) - startOf(a));
}

const MOST_JOBS = 1000;

/** An answer on its way may be older than an event that overtakes it: the event is applied once more on top. */
function alsoAfterLoading(name, patch) {
  const t = topic(name);
  if (t.loading) t.late.push(patch);
}

export function patchJob(job, atOnce = false) {
  const topicName = job.queue ? 'studioJobs' : 'jobs';
  alsoAfterLoading(topicName, () => patchJob(job));
  const jobs = peek(topicName);
  if (!jobs) return;
  const at = jobs.findIndex((j) => j.jobId === job.jobId);
  const next = at < 0 ? sortJobs([job, ...jobs]).slice(0, MOST_JOBS) : jobs.with ? jobs.with(at, { ...jobs[at], ...job }) : jobs.map((j, i) => (i === at ? { ...j, ...job } : j));
  set(topicName, next, atOnce);
}

export function patchOperation(operation, atOnce = false) {
  alsoAfterLoading('operations', () => patchOperation(operation));
  const all = peek('operations') || [];
  const rest = all.filter((o) => o.id !== operation.id);
  const next = [operation, ...rest].sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  set('operations', next, atOnce);
}
