// One result among others. What it made is fetched once it comes near, and nothing plays by itself.
import { get, jobPath, jobUrl } from '../api.js';
import { clock, iso } from '../format.js';
import { jobTitle, kindOf, resultText } from '../kinds.js';
import { html, Icon, useEffect, useRef, useState } from '../ui.js';
import { path } from '../router.js';
import { Download, Wave } from './media.js';
import { useNear } from './view.js';

const MOST_TEXT = 200_000;

function Words({ job }) {
  const [text, setText] = useState('');
  useEffect(() => {
    if (job.resultBytes > MOST_TEXT) return undefined;
    const stop = new AbortController();
    get(jobPath(job, '/result'), stop.signal).then((r) => setText(resultText(r) || ''), () => {});
    return () => stop.abort();
  }, [job.jobId]);
  return html`<span class="tile-words">${text || kindOf(job.kind).name}</span>`;
}

function Sound({ job }) {
  const player = useRef();
  const src = jobUrl(job, '/result');
  return html`<${Wave} src=${src} audio=${player} /><audio ref=${player} controls preload="metadata" src=${src} aria-label=${jobTitle(job)}></audio>`;
}

const Gone = ({ job }) => html`<span class="tile-gone"><${Icon} name=${job.kind} />no longer kept</span>`;

function Inside({ job, type }) {
  const [gone, setGone] = useState(false);
  const src = jobUrl(job, '/result');
  if (gone) return html`<${Gone} job=${job} />`;
  if (type.startsWith('image/')) return html`<img src=${src} alt="" loading="lazy" decoding="async" onError=${() => setGone(true)} />`;
  return html`<${Words} job=${job} />`;
}

/** A player stands beside the link, since a link may hold no controls; pictures and texts are the link. */
export function Tile({ job, tab, onFocus }) {
  const ref = useRef();
  const near = useNear(ref);
  const type = job.resultType || '';
  const plays = type.startsWith('audio/') || type.startsWith('video/');
  const title = jobTitle(job);
  const player = near && (type.startsWith('audio/') ? html`<${Sound} job=${job} />` : html`<video controls preload="metadata" src=${jobUrl(job, '/result')} aria-label=${title}></video>`);
  return html`<li class="tile" ref=${ref}>
    ${plays && html`<div class=${'tile-media ' + type.split('/')[0]}>${player}</div>`}
    <a href=${path('gallery', job.jobId) + location.search} data-tile=${job.jobId} tabindex=${tab} onFocus=${onFocus}>
      ${!plays && html`<span class=${'tile-media ' + (type.startsWith('image/') ? 'image' : 'text')}>${near && html`<${Inside} job=${job} type=${type} />`}</span>`}
      <span class="cut below">${title}</span>
      <span class="t12 quiet cut below">${[kindOf(job.kind).name, job.model].filter(Boolean).join(' · ')} · <time title=${iso(job.finishedAt)}>${clock(job.finishedAt)}</time></span></a>
    <span hidden><${Download} job=${job} /></span></li>`;
}
