// How numbers, sizes and times are written.
const THIN = '\u2009';

export function number(n) {
  const text = String(Math.round(n));
  return Math.abs(n) < 10000 ? text : text.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

export function percent(fraction) {
  return number(fraction * 100) + THIN + '%';
}

export function bytes(n) {
  if (n == null) return '';
  if (n < 1000) return n + ' B';
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = n;
  let unit = -1;
  while (value >= 1000 && unit < 3) {
    value /= 1000;
    unit++;
  }
  return (value < 10 ? value.toFixed(1) : number(value)) + ' ' + units[unit];
}

/** Memory figures are GiB underneath and shown as GB with one decimal. */
export function memory(n) {
  return (n / 2 ** 30).toFixed(1);
}

export function took(ms) {
  if (ms == null || ms < 0 || Number.isNaN(ms)) return '';
  if (ms < 50) return Math.round(ms) + ' ms';
  if (ms < 9950) return (ms / 1000).toFixed(1) + ' s';
  const s = Math.round(ms / 1000);
  if (s < 60) return s + ' s';
  const m = Math.floor(s / 60);
  if (m < 60) return m + ' min' + (s % 60 ? ' ' + (s % 60) + ' s' : '');
  return Math.floor(m / 60) + ' h ' + String(m % 60).padStart(2, '0') + ' min';
}

/** Running time: 0:41, 1:02:07. */
export function elapsed(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const m = Math.floor(s / 60);
  return m < 60 ? m + ':' + two(s % 60) : Math.floor(m / 60) + ':' + two(m % 60) + ':' + two(s % 60);
}

export function millis(time) {
  if (time == null || time === '') return NaN;
  return typeof time === 'number' ? (time < 1e11 ? time * 1000 : time) : Date.parse(time);
}

const short = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const long = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const digits = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const fullDate = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

export function clock(time, seconds) {
  const at = millis(time);
  return Number.isNaN(at) ? '' : (seconds ? long : short).format(at);
}

/** The clock, with the date once it is older than a day. */
export function when(time) {
  const at = millis(time);
  if (Number.isNaN(at)) return '';
  return Date.now() - at > 86_400_000 ? date.format(at) + ', ' + short.format(at) : short.format(at);
}

export function logTime(time) {
  const at = millis(time);
  return Number.isNaN(at) ? '' : digits.format(at) + '.' + String(at % 1000).padStart(3, '0');
}

export function iso(time) {
  const at = millis(time);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

export function ago(time, now = Date.now()) {
  const s = Math.round((now - millis(time)) / 1000);
  if (Number.isNaN(s)) return '';
  if (s < 5) return 'just now';
  if (s < 60) return s + ' s ago';
  return s < 3600 ? Math.round(s / 60) + ' min ago' : 'at ' + when(time);
}

export function day(time) {
  const at = new Date(millis(time));
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days <= 0) return 'Today';
  return days === 1 ? 'Yesterday' : fullDate.format(at);
}

/** Ids and digests, shortened in the middle. */
export function middle(id, keep = 8) {
  return id && id.length > keep * 2 + 3 ? id.slice(0, keep) + '…' + id.slice(-keep) : id || '';
}

export function digest(hex) {
  return hex && hex.length > 16 ? hex.slice(0, 12).replace(/(.{4})(?!$)/g, '$1 ') + ' … ' + hex.slice(-4) : hex || '';
}

export function plural(n, one, many = one + 's') {
  return number(n) + ' ' + (n === 1 ? one : many);
}

export function list(words) {
  const text = words.length < 2 ? words.join('') : words.slice(0, -1).join(', ') + ' and ' + words[words.length - 1];
  return text;
}
