// Requests to this host. Every refusal becomes an ApiError with a sentence for a person.
import { noteServerClock } from './ui.js';

export const base = document.documentElement.dataset.base || '/system/console';

export class ApiError extends Error {
  constructor(status, code, message, body) {
    super(message);
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

export const url = (path) => base + '/api/' + path;
/** A job of this worker, or one of the studio's queue. */
export const jobPath = (job, tail = '') => (job.queue ? 'studio/jobs/' : 'jobs/') + encodeURIComponent(job.jobId) + tail;
export const jobUrl = (job, tail) => url(jobPath(job, tail));

export function toLogin() {
  location.assign('/login?next=' + encodeURIComponent(location.pathname + location.search));
}

async function refusal(response) {
  const text = await response.text().catch(() => '');
  try {
    const body = JSON.parse(text);
    return new ApiError(response.status, body.error, body.message || body.error || text, body);
  } catch {
    const plain = text && text.length < 300 && !text.startsWith('<') ? text : 'This host answered ' + response.status + '.';
    return new ApiError(response.status, null, plain, null);
  }
}

async function send(method, path, body, signal) {
  const headers = { 'X-Atelier': '1' };
  let payload = body;
  if (body !== undefined && !(body instanceof FormData)) {
    headers['Content-Type'] = 'application/json';
    payload = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(url(path), { method, headers, body: payload, signal, credentials: 'same-origin', cache: 'no-store' });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new ApiError(0, 'no_answer', 'No answer from this host.', null);
  }
  noteServerClock(response.headers.get('Date'));
  if (response.status === 401) {
    toLogin();
    throw new ApiError(401, 'unauthorized', 'Your session has ended.', null);
  }
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return null;
  const type = response.headers.get('Content-Type') || '';
  return type.includes('json') ? response.json() : response.text();
}

export const get = (path, signal) => send('GET', path, undefined, signal);
export const post = (path, body) => send('POST', path, body);
export const put = (path, body) => send('PUT', path, body);
export const del = (path) => send('DELETE', path);
