// How things stand with the studio, in the words the strip and the Worker page share.
import { hasStudio } from './roles.js';

const LINKS = {
  connected: ['ok', 'Studio connected'],
  connecting: ['warn', 'Connecting'],
  waiting_for_approval: ['warn', 'Awaiting approval'],
  auth_failed: ['bad', 'Studio auth failed'],
  fatal: ['bad', 'Studio refused'],
};

/** Without an address, a worker beside a studio in one process works for that one. */
export const isOwn = (status) => hasStudio && !(status.config && status.config.apiBaseUrl);

export const addressOf = (status) => (isOwn(status) ? location.origin : (status.config && status.config.apiBaseUrl) || '');

/** The host part of an address, for sentences; the address itself where it is none. */
export function hostOf(address) {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

export function usable(address) {
  try {
    return /^https?:$/.test(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** [tone, words]. A refusal by a person comes before whatever the connection is doing. */
export function studio(status) {
  const registration = status.registration || {};
  const session = status.session || {};
  if (!addressOf(status)) return ['', 'No studio'];
  if (registration.state === 'rejected') return ['bad', 'Registration rejected'];
  if (registration.state === 'pending') return ['warn', 'Awaiting approval'];
  if (registration.state === 'pristine' || !registration.state) return usable(addressOf(status)) ? ['warn', 'Asking the studio'] : ['bad', 'Studio address unusable'];
  if (session.state === 'reconnecting') return ['warn', 'Reconnecting' + (session.attempt ? ` (${session.attempt})` : '')];
  return LINKS[session.state] || ['bad', 'Studio link stopped'];
}

/** What the link does, and what to do about it: principle "say why, then what to do". */
export function linkText(status) {
  const session = status.session || {};
  const why = session.reason ? ' ' + session.reason.replace(/[.\s]*$/, '.') : '';
  const words = {
    connected: 'It offers jobs to this worker.',
    connecting: 'Opening the connection.',
    reconnecting: 'The studio does not answer. Local jobs go on; results for the studio wait here.' + why,
    waiting_for_approval: 'The connection opens once this worker is approved.',
    auth_failed: "The studio no longer accepts this worker's key." + why + ' Ask its operator, or start over with atelier register --reset.',
    fatal: 'The studio ended the connection for good.' + why + ' Restart this worker once the cause is gone.',
    stopped: 'The connection is not tried any more.' + why + ' Restart this worker to try again.',
  };
  return words[session.state] || '';
}
