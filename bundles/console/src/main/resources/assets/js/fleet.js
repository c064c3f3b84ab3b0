// Runtimes and the workers in them, in words.
const at = (...parts) => ['fleet', ...parts].map((p, i) => (i ? encodeURIComponent(p) : p)).join('/');

export const runtimePath = (id, ...tail) => at('runtimes', id, ...tail);
export const workerPath = (worker, ...tail) => at('runtimes', worker.runtime_id, 'workers', worker.worker_id, ...tail);
export const connectionPath = (id, ...tail) => at('settings', 'runtime-connections', 'remotes', id, ...tail);

const worse = (diagnostics = []) => diagnostics.filter((d) => d.severity !== 'info');

/** What keeps something from being well, for a person; empty where nothing does. */
export const troubles = (diagnostics) => worse(diagnostics).map((d) => d.message || d.code).join(' ');

/** Refusals are answers here, not errors of HTTP: this makes the sentence a person reads. */
export class Refused extends Error {
  constructor(result) {
    super(troubles(result.diagnostics) || 'The runtime refused it.');
    this.code = (worse(result.diagnostics)[0] || {}).code;
  }
}

export function accepted(result) {
  if (result.state !== 'accepted') throw new Refused(result);
  return result;
}

export const isEmbedded = (runtime) => runtime.kind === 'embedded_worker_runtime' || runtime.built_in;

/** Of a worker of this studio: it comes and goes with that worker's link, and nobody sets it up here. */
export const isWorkerHost = (runtime) => runtime.kind === 'worker_host_runtime';

/** [word, tone, why] */
export function runtimeState(runtime, host) {
  const why = troubles(runtime.diagnostics);
  if (why) return [runtime.status === 'running' ? 'No answer' : hint(runtime.status), 'bad', why];
  if (runtime.status === 'running') return ['Running', 'ok', ''];
  if (host && host.status === 'unreachable') return ['No answer', 'bad', ''];
  return [hint(runtime.status), runtime.status === 'stopped' ? 'warn' : '', ''];
}

const WORKER_STATES = {
  running: ['Working', 'live'],
  idle: ['Ready', 'ok'],
  stopped: ['Stopped', ''],
  cancelled: ['Cancelled', ''],
  stale: ['Lost', 'warn', 'the runtime started anew; what ran in it is gone'],
  rejected: ['Refused', 'bad', 'its engine did not take it'],
  errored: ['Failed', 'bad', 'its last answer failed'],
  unconnected: ['Not connected', 'warn', 'nothing answers behind it'],
};

/** [word, tone, why]. Without an engine behind it a worker that runs is one that waits. */
export function workerState(worker) {
  if (worker.state === 'running' && worker.status === 'running' && worker.capabilities.can_accept_input) return ['Ready', 'ok', ''];
  return WORKER_STATES[worker.status] || [hint(worker.status || worker.state), '', ''];
}

export const ended = (worker) => worker.state === 'stopped' || worker.state === 'cancelled';

/** A word of a protocol as the start of a sentence: "not_connected" becomes "Not connected". */
export function hint(word) {
  const text = String(word || 'unknown').replace(/_/g, ' ');
  return text[0].toUpperCase() + text.slice(1);
}
