// Spoken for screen readers: a job starts, ends, fails. Never percentages.
import { kindOf } from './kinds.js';

const region = () => document.getElementById('spoken');

export function say(text) {
  const place = region();
  if (place) place.textContent = text;
}

export function announceJob(job, before) {
  if (before && before.status === job.status) return;
  const name = kindOf(job.kind).name;
  if (job.status === 'running') say(name + ' started');
  else if (job.status === 'completed') say(name + ' done');
  else if (job.status === 'failed') say(name + ' failed: ' + (job.reason || 'no reason given'));
}
