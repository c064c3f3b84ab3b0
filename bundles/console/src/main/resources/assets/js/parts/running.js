// A job at work: what it makes, how far it is, and the way to stop it.
import { jobPath, post } from '../api.js';
import { elapsed, millis } from '../format.js';
import { isStudio, jobState, jobTitle, kindOf } from '../kinds.js';
import { asJob } from '../queue.js';
import { patchJob, refresh } from '../store.js';
import { openDialog } from './dialog.js';
import { Thumb } from './media.js';
import { html, Pill, useNow, useState } from '../ui.js';

const DELIVERING = 'delivering'; // how the worker calls it

async function stop(job) {
  try {
    const left = await post(jobPath(job, '/cancel'));
    patchJob(job.queue ? asJob(left) : left, true);
  } catch (e) {
    refresh(job.queue ? 'studioJobs' : 'jobs');
    if (e.code !== 'wrong_state') throw e;
  }
}

export function CancelButton({ job, plain, lost }) {
  const [busy, setBusy] = useState(false);
  if (job.progressText === DELIVERING) return null; // made already: there is nothing left to stop
  const act = async () => {
    setBusy(true);
    await stop(job).catch(() => setBusy(false));
  };
  const ask = () => {
    if (!isStudio(job)) return act();
    return openDialog({
      title: 'Cancel this studio job?',
      lead: 'Others may wait for it. The studio is told that it was cancelled here.',
      confirm: 'Cancel the job',
      cancel: 'Keep it running',
      risky: true,
      action: () => stop(job),
    });
  };
  return html`<button type="button" class=${'btn small ' + (plain ? 'plain' : '')} disabled=${busy || lost}
      title=${lost ? 'This host does not answer' : ''} onClick=${ask}>${busy ? 'Cancelling…' : 'Cancel'}</button>`;
}

function Facts({ job }) {
  const now = useNow(job.status === 'running');
  const since = millis(job.startedAt);
  return html`<span class="small-facts">
    ${job.progressText && html`<span>${job.progressText === DELIVERING ? 'Delivering to the studio' : job.progressText}</span>`}
    ${job.status === 'running' ? since > 0 && html`<span>${elapsed(now - since)} elapsed</span>` : html`<span>waiting for its turn</span>`}
  </span>`;
}

const Bar = ({ job }) => html`<progress max="1" value=${typeof job.progress === 'number' ? job.progress : job.status === 'queued' ? 0 : undefined} aria-label=${'Progress of ' + jobTitle(job)}></progress>`;

/** The wide card of Make. */
export function NowCard({ job, lost }) {
  return html`<article class="card now"><${Thumb} job=${job} />
    <div><b class="cut">${jobTitle(job)}</b><${Bar} job=${job} />
      <span class="small-facts"><span>${[isStudio(job) && 'Studio', kindOf(job.kind).name, job.model].filter(Boolean).join(' · ')}</span></span><${Facts} job=${job} /></div>
    <${CancelButton} job=${job} lost=${lost} /></article>`;
}

/** The half-width card of Jobs. */
export function RunCard({ job, lost, href }) {
  const [word, tone] = jobState(job.status);
  return html`<article class="card runcard"><div class="row"><${Pill} tone=${tone}>${word}</${Pill}>
      <span class="t12 quiet cut">${[isStudio(job) && 'Studio', kindOf(job.kind).name, job.model].filter(Boolean).join(' · ')}</span>
      <span class="right"><${CancelButton} job=${job} plain lost=${lost} /></span></div>
    <a class="bold cut rowlink" href=${href}>${jobTitle(job)}</a><${Bar} job=${job} /><${Facts} job=${job} /></article>`;
}
