// The studio's workers, in words.
import { useTopic } from './store.js';

export const hostName = (worker) => worker.label || (worker.capabilities || {}).machineName || worker.workerId;
export const online = (worker) => worker.state !== 'offline' && worker.state !== 'connecting';

/** What a row of capabilities tells of the memory of a machine. */
export function memoryText(capabilities = {}) {
  const gb = (n) => Number(n).toFixed(1).replace(/\.0$/, '');
  const total = capabilities.vramTotalGb ? gb(capabilities.vramTotalGb) + ' GB' : '';
  const limit = capabilities.vramThresholdGb ? 'jobs up to ' + gb(capabilities.vramThresholdGb) + ' GB' : '';
  return [total, limit].filter(Boolean).join(', ');
}

/** Names of engines out of the models a worker offers: `sd-cpp:*` stands for all that sd-cpp can run. */
export function engineNames(capabilities = {}) {
  const names = (capabilities.supportedModels || []).map((m) => m.replace(/:\*$/, ''));
  return [...new Set(names)];
}

const asleep = (capabilities) => capabilities.onlyWhenIdle && capabilities.userPresence !== 'idle';

/** [word, tone, why]: the reason stands beside every state that keeps jobs away. */
export function hostState(worker) {
  const capabilities = worker.capabilities || {};
  if (worker.enabled === false) return ['Disabled', 'warn', 'switched off here; it is offered no jobs'];
  if (worker.state === 'offline') return ['Offline', 'bad', 'not connected'];
  if (worker.state === 'connecting') return ['Connecting', 'live', ''];
  if (worker.currentJobId) return ['Busy', 'live', ''];
  if (capabilities.autoEnabled === false) return ['Paused', 'warn', 'paused on that machine'];
  if (asleep(capabilities)) return ['In use', 'warn', capabilities.userPresence ? 'somebody is at that machine' : 'not known whether somebody is there'];
  return ['Ready', 'ok', ''];
}

/** A look-up of names by id; the id itself where the worker is gone. */
export function useHostNames() {
  const hosts = useTopic('hosts').data || [];
  const names = new Map(hosts.map((w) => [w.workerId, hostName(w)]));
  return (id) => names.get(id) || id || '';
}
