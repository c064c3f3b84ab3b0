// One event stream for the whole tab. It resumes by last id, rests while the tab is hidden, and a page is only called
// live again once everything it shows has been read afresh.
import { get, url } from './api.js';
import { announceJob } from './announce.js';
import { changed, patchJob, patchOperation, peek, refresh, refreshWatched, set } from './store.js';
import { tellDownload, tellPart } from './telling.js';

const LOST_AFTER_MS = 1500;
const HIDDEN_CLOSE_MS = 60_000;
const STATUS_EVERY_MS = 10_000;
const STUDIO_MS = 600; // a busy studio tells of twenty changes a second; nobody reads that fast

let source = null;
let lostTimer = 0;
let hiddenTimer = 0;
let retryTimer = 0;
let wasLost = false;
let caughtUp = false;
let lines = null;

/** Who holds lines of the log hears of each, and of a gap between them. */
export const followLines = (holder) => (lines = holder);

function link(lostSince) {
  set('link', { lostSince }, true);
}

function trouble() {
  if (!lostTimer && !wasLost) {
    const since = Date.now();
    lostTimer = setTimeout(() => {
      lostTimer = 0;
      wasLost = true;
      link(since);
    }, LOST_AFTER_MS);
  }
  if (!source || source.readyState === EventSource.CLOSED) {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(async () => {
      await get('session').catch(() => {}); // an ended session goes to the login page from here
      open();
    }, 1500);
  }
}

async function back() {
  clearTimeout(lostTimer);
  lostTimer = 0;
  if (wasLost || !caughtUp) {
    caughtUp = true; // what was read before the stream began may have changed in between
    if (lines) lines.gap();
    await refreshWatched();
    stirAll();
    wasLost = false;
    link(null);
  }
}

let pending = new Map();
/** Several events in a row about one list ask for it once. */
function soon(name, ms = 120) {
  if (!pending.has(name)) {
    pending.set(name, setTimeout(() => {
      pending.delete(name);
      if (peek(name) !== undefined) refresh(name);
    }, ms));
  }
}

/** For lists that are read page by page: something in them has changed. */
const stir = (name = 'stirred') => set(name, (peek(name) || 0) + 1);
const stirAll = () => (stir(), stir('agents'));

const handlers = {
  hello: () => back(),
  reset() {
    stirAll();
    if (lines) lines.gap();
    return refreshWatched();
  },
  job(job) {
    announceJob(job, (peek('jobs') || []).find((j) => j.jobId === job.jobId));
    patchJob(job);
    if (job.status !== 'running') soon('engines');
  },
  operation(operation) {
    patchOperation(operation);
    soon('engines');
    if (operation.state !== 'running') soon('available');
  },
  engine: () => soon('engines'),
  status: () => soon('status'),
  settings() {
    soon('settings');
    soon('status'); // which repeats some of them
  },
  models() {
    soon('models');
    soon('downloads');
  },
  download: tellDownload,
  part: tellPart,
  jobs() {
    stir();
    for (const name of ['studioCounts', 'studioJobs', 'claimed']) soon(name, STUDIO_MS);
  },
  workers() {
    for (const name of ['hosts', 'requests']) soon(name, STUDIO_MS);
  },
  fleet() {
    for (const name of ['runtimes', 'runtimeHosts', 'runtimeWorkers', 'connections']) soon(name, STUDIO_MS);
  },
  agents({ heard }) {
    if (heard) return; // who follows that run hears it there
    stir('agents');
    soon('questions');
  },
  log: (entry) => lines && lines.add([entry]),
};

function open() {
  close();
  source = new EventSource(url('events'));
  source.onerror = trouble;
  for (const [type, handle] of Object.entries(handlers)) {
    source.addEventListener(type, (event) => handle(event.data ? JSON.parse(event.data) : {}));
  }
}

function close() {
  if (source) source.close();
  source = null;
  caughtUp = false;
}

export function start() {
  set('link', { lostSince: null });
  open();
  setInterval(() => {
    if (!document.hidden) refresh('status');
  }, STATUS_EVERY_MS);
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(close, HIDDEN_CLOSE_MS);
    } else if (!source) {
      open();
    } else {
      changed('jobs');
    }
  });
  addEventListener('pagehide', close);
  addEventListener('pageshow', (event) => event.persisted && open());
}
