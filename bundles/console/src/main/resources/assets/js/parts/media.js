// What a job made, shown by what it is. Never plays by itself.
import { get, jobPath, jobUrl } from '../api.js';
import { path } from '../router.js';
import { bytes, clock, millis, took } from '../format.js';
import { formatName, jobTitle, resultText } from '../kinds.js';
import { asJob } from '../queue.js';
import { Dialog, closeDialog } from './dialog.js';
import { html, Icon, late, useEffect, useRef, useState } from '../ui.js';

export const Wave = late(() => import('./wave.js').then((m) => m.Wave));

const MOST_TEXT = 1_000_000;

async function read(job, signal) {
  const detail = await get(jobPath(job), signal);
  if (!job.queue) return detail;
  const full = asJob(detail);
  if (!full.hasResult || !full.resultType.includes('json') || full.resultBytes > MOST_TEXT) return full;
  return { ...full, result: await get(jobPath(job, '/result'), signal) };
}

/** The full job, read once it has ended; null while unknown. */
export function useDetail(job) {
  const [detail, setDetail] = useState(null);
  const id = job && job.jobId;
  const status = job && job.status;
  useEffect(() => {
    setDetail((d) => (d && d.jobId === id ? d : null));
    if (!id || String(id).startsWith('pending-')) return undefined;
    const stop = new AbortController();
    read(job, stop.signal).then(setDetail, () => {});
    return () => stop.abort();
  }, [id, status]);
  return detail && detail.jobId === id ? detail : null;
}

function Zoom({ src, alt, onClose }) {
  const image = useRef();
  const [scale, setScale] = useState(0); // 0 fits
  const natural = image.current ? image.current.naturalWidth : 0;
  const zoom = (by) => setScale((s) => (by === 0 ? 0 : Math.min(8, Math.max(0.25, (s || 1) * by))));
  useEffect(() => {
    const keys = (e) => {
      if (e.key === '+' || e.key === '=') zoom(1.25);
      else if (e.key === '-') zoom(0.8);
      else if (e.key === '0') zoom(0);
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, []);
  const footer = html`<span class="t12 second">+ and − zoom, 0 fits</span>
    <button type="button" class="btn" onClick=${() => zoom(0.8)}>Smaller</button>
    <button type="button" class="btn" onClick=${() => zoom(1.25)}>Larger</button>
    <button type="button" class="btn" data-first onClick=${closeDialog}>Close</button>`;
  return html`<${Dialog} wide title="Picture" lead=${alt} onClose=${onClose} footer=${footer}>
    <div class="zoomer" tabindex="0" role="group" aria-label="Picture, zoomed">
      <img ref=${image} src=${src} alt=${alt} width=${scale && natural ? Math.round(natural * scale) : undefined} class=${scale ? '' : 'fit'} />
    </div>
  </${Dialog}>`;
}

export function Media({ job, detail }) {
  const [open, setOpen] = useState(false);
  const player = useRef();
  if (!job.hasResult) return null;
  const src = jobUrl(job, '/result');
  const type = job.resultType || '';
  const alt = jobTitle(job);
  if (type.startsWith('image/')) {
    return html`<button type="button" class="view" aria-label=${'Open the picture: ' + alt} onClick=${() => setOpen(true)}><img src=${src} alt=${alt} /></button>
      ${open && html`<${Zoom} src=${src} alt=${alt} onClose=${() => setOpen(false)} />`}`;
  }
  if (type.startsWith('audio/')) return html`<${Wave} src=${src} audio=${player} /><audio ref=${player} controls preload="metadata" src=${src} aria-label=${alt}></audio>`;
  if (type.startsWith('video/')) return html`<video controls preload="metadata" src=${src} aria-label=${alt}></video>`;
  const text = detail && resultText(detail.result);
  return html`<div class="words" tabindex="0" role="group" aria-label="Result">${text ?? ''}</div>`;
}

const EXT = { 'image/webp': 'webp', 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'audio/wav': 'wav', 'audio/x-wav': 'wav', 'audio/mpeg': 'mp3', 'audio/ogg': 'ogg', 'audio/flac': 'flac', 'video/mp4': 'mp4', 'video/webm': 'webm', 'application/json': 'json' };

export function Download({ job }) {
  if (!job.hasResult) return null;
  const name = job.jobId + '.' + (EXT[(job.resultType || '').split(';')[0]] || 'bin');
  return html`<a class="btn" href=${jobUrl(job, '/result')} download=${name}><${Icon} name="down" />Download</a>`;
}

/** Where a finished picture becomes the start of the next one; nothing for other results. */
export function startHref(job) {
  const picture = job.hasResult && job.status === 'completed' && (job.resultType || '').startsWith('image/');
  return picture ? path('make') + '?start=' + encodeURIComponent(job.jobId) + (job.queue ? '&of=studio&to=studio' : '') : '';
}

const MOST_THUMB = 2_000_000;

/** The studio keeps no small pictures, so its results stand for themselves unless they are large. */
function thumbnail(job) {
  if (job.status !== 'completed') return '';
  if (job.hasThumbnail) return jobUrl(job, '/thumbnail');
  return job.queue && job.hasResult && job.resultType.startsWith('image/') && job.resultBytes < MOST_THUMB ? jobUrl(job, '/result') : '';
}

export function Thumb({ job }) {
  const src = thumbnail(job);
  return html`<span class="thumb">${src ? html`<img src=${src} alt="" loading="lazy" />` : html`<${Icon} name=${job.kind in ICONS ? job.kind : 'jobs'} />`}</span>`;
}
const ICONS = { image: 1, llm: 1, audio_tts: 1, video: 1, audio_stt: 1 };

export const ranFor = (job) => millis(job.finishedAt) - millis(job.startedAt);

/** Where a job is looked at. */
export const jobHref = (job) => path(job.queue ? 'queue' : 'jobs', job.jobId);

export function sizeOf(task) {
  return task && task.width && task.height ? task.width + ' × ' + task.height + ' ' : '';
}

export function resultFacts(job, task) {
  return [
    [sizeOf(task) + formatName(job.resultType), bytes(job.resultBytes)].filter(Boolean).join(', '),
    [task && task.steps && job.kind === 'image' ? task.steps + ' steps' : '', task && task.seed != null ? 'seed ' + task.seed : ''].filter(Boolean).join(', '),
    'made in ' + took(ranFor(job)) + ' at ' + clock(job.finishedAt),
  ].filter(Boolean);
}
