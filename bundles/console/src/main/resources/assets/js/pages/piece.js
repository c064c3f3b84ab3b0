// One result of the studio, large.
import { clock, iso } from '../format.js';
import { useHostNames } from '../hosts.js';
import { jobTitle, kindOf } from '../kinds.js';
import { Copy } from '../parts/copy.js';
import { Facts } from '../parts/facts.js';
import { Download, Media, resultFacts, startHref, useDetail } from '../parts/media.js';
import { useQueued } from '../parts/queued.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { path } from '../router.js';
import { html, Icon } from '../ui.js';

const Back = () => html`<p class="row newer-gap"><a class="btn plain" href=${path('gallery') + location.search}><${Icon} name="back" />Gallery</a></p>`;

export function Piece({ id }) {
  const { job, error, read } = useQueued(id);
  const detail = useDetail(job);
  const nameOf = useHostNames();
  if (!job) return html`<${Back} /><${Head} title="Result" />${error ? html`<${Failure} error=${error.status === 404 ? { message: 'This studio does not know this result.' } : error} again=${error.status === 404 ? null : read} />` : html`<${Wait} />`}`;
  const shown = { ...job, ...(detail || {}) };
  const prompt = jobTitle(shown);
  const worker = job.lastWorkerId || job.claimedBy;
  return html`<${Back} /><h1 class="unseen">${kindOf(job.kind).name}: ${prompt}</h1>
    ${job.hasResult
      ? html`<article class="card piece"><${Media} job=${shown} detail=${detail} />
        <div class="caption"><p class="prompt">${prompt}</p>
          <div class="row"><${Download} job=${shown} /><${Copy} words label="Copy the prompt" text=${prompt} />
            ${startHref(shown) && html`<a class="btn" href=${startHref(shown)}>Use as start</a>`}
            <a class="btn plain right" href=${path('queue', id)}>How it was made<${Icon} name="next" /></a></div>
          <div class="below-row"><${Facts} rows=${[
            ['Made', [kindOf(job.kind).name, job.model].join(' · ')],
            ['Result', resultFacts(shown, shown.task).join(', ')],
            ['Worker', worker && html`<a href=${path('hosts', worker)}>${nameOf(worker)}</a>`],
            ['Ended', html`<time title=${iso(job.finishedAt)}>${clock(job.finishedAt, true)}</time>`],
            ['For', [job.gameId, job.assetName].filter(Boolean).join(' · ')],
          ]} /></div></div></article>`
      : html`<div class="card empty"><p>This job has no result${job.finishedAt ? '' : ' yet'}.</p><a class="btn" href=${path('queue', id)}>Look at the job</a></div>`}`;
}
