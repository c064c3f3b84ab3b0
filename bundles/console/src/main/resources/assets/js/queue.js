// The studio's jobs, in the shape that pages know from this worker's own. `queue` marks them, `stage` is the studio's word.
import { millis } from './format.js';

const STATUS = { pending: 'queued', queued: 'queued', claimed: 'running', done: 'completed' };
const STAGES = { pending: ['Held', 'warn'], queued: ['Waiting', ''], done: ['Done', 'ok'], failed: ['Failed', 'bad'], cancelled: ['Cancelled', ''] };

/** What was asked for in words: the list carries the beginning of it, the job itself carries it in its task. */
function promptOf(task) {
  if (!task) return '';
  const last = task.messages && task.messages[task.messages.length - 1];
  return task.prompt || task.text || (last && last.content) || task.inputUrl || '';
}

export function asJob(row) {
  if (row.queue) return row;
  return { ...row, queue: true, prompt: promptOf(row.task) || row.prompt || '', stage: row.status, status: STATUS[row.status] || row.status, finishedAt: row.completedAt, reason: row.lastError, hasResult: row.status === 'done' && !!row.resultType };
}

export function stageOf(job) {
  if (job.stage === 'claimed') return [job.startedAt ? 'Running' : 'Offered', 'live'];
  return STAGES[job.stage] || [job.stage || 'Unknown', ''];
}

export const waits = (job) => job.stage === 'queued' || job.stage === 'pending';
export const canCancel = (job) => waits(job) || job.stage === 'claimed';
export const canRetry = (job) => job.stage === 'failed' || job.stage === 'cancelled';
export const canPromote = (job) => job.stage === 'pending';

/** [id, name, statuses]: the filters of the queue, the first one when none is chosen. */
export const FILTERS = [
  ['', 'Open', ['pending', 'queued', 'claimed']],
  ['waiting', 'Waiting', ['pending', 'queued']],
  ['running', 'Running', ['claimed']],
  ['failed', 'Failed', ['failed']],
  ['done', 'Done', ['done']],
  ['all', 'All', []],
];

export const countOf = (counts, statuses) => Object.entries(counts || {}).reduce((n, [name, value]) => (!statuses.length || statuses.includes(name) ? n + value : n), 0);

/** When somebody last had a reason to look at it. */
export const ageOf = (job) => millis(job.finishedAt || job.createdAt);

export const gigabytes = (n) => (n ? Number(n).toFixed(1).replace(/\.0$/, '') + ' GB' : '');
