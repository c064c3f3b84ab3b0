// What this worker does now, its studio, its memory, and the one switch.
import { path } from './router.js';
import { clock, elapsed, memory, millis, number } from './format.js';
import { online } from './hosts.js';
import { isActive, kindOf } from './kinds.js';
import { hasWorker } from './roles.js';
import { changed, peek, refresh, useTopic } from './store.js';
import { studio } from './studio.js';
import { post } from './api.js';
import { Dot, html, Icon, useNow, useState } from './ui.js';

export async function setPaused(paused) {
  const status = peek('status');
  if (status) {
    status.paused = paused;
    changed('status', true);
  }
  try {
    await post(paused ? 'daemon/pause' : 'daemon/resume');
  } finally {
    refresh('status');
  }
}

function activity(status, jobs) {
  const active = jobs.filter(isActive);
  const running = active.filter((j) => j.status === 'running');
  const shown = running[0] || active[0];
  if (status && status.paused) {
    return { tone: 'warn', text: running.length ? `Paused, ${running.length} ${running.length === 1 ? 'job' : 'jobs'} finishing` : 'Paused' };
  }
  if (!shown) return { tone: '', text: 'Idle' };
  const verb = shown.status === 'running' ? 'Running' : 'Waiting';
  const text = [verb + ' ' + kindOf(shown.kind).one, shown.model].filter(Boolean).join(' · ');
  return { tone: 'live', text, since: millis(shown.startedAt), more: active.length - 1 };
}

/** Blue is held by kept models, grey is everybody else's. */
export function Memory({ status, limit }) {
  const figures = status.memory;
  if (!figures || !figures.totalBytes) return html`<span class="memory wide-only">Memory unknown</span>`;
  const used = figures.totalBytes - figures.freeBytes;
  const held = Math.min(used, status.heldBytes || 0);
  const share = (n) => (100 * n) / figures.totalBytes;
  const gpu = figures.kind === 'gpu' || figures.kind === 'vram' || figures.kind === 'cuda';
  const name = gpu ? 'GPU memory' : 'Host memory';
  const label = `${name}: ${memory(used)} of ${memory(figures.totalBytes)} GB in use, ${memory(held)} GB of it held by models${limit ? `; jobs up to ${limit} GB are taken` : ''}`;
  return html`<span class="memory" title=${used + ' of ' + figures.totalBytes + ' bytes'}>
    <span class="wide-only">${name}</span>
    <svg role="img" aria-label=${label}>
      <rect class="m-free" width="100%" height="8" rx="2" />
      <rect class="m-other" width=${share(used) + '%'} height="8" rx="2" />
      <rect class="m-used" width=${share(held) + '%'} height="8" rx="2" />
    </svg>
    <span>${memory(used)}<span class="quiet"> / ${memory(figures.totalBytes)} GB</span></span>
  </span>`;
}

/** A studio without a worker: what waits and who is there to do it. */
function Studio() {
  const counts = useTopic('studioCounts').data;
  const hosts = useTopic('hosts').data;
  const status = useTopic('status').data;
  if (!counts || !hosts) return html`<span class="doing quiet">Reading the state of this host…</span>`;
  const waiting = counts.queued + counts.pending;
  const there = hosts.filter(online).length;
  const words = [counts.claimed && number(counts.claimed) + ' running', waiting && number(waiting) + ' waiting'].filter(Boolean).join(', ') || 'Nothing waits';
  const [tone, members] = !hosts.length ? ['', 'No worker yet'] : [there ? 'ok' : 'bad', `${number(there)} of ${number(hosts.length)} online`];
  return html`<a class="doing" href=${path('queue')}><${Dot} tone=${counts.claimed ? 'live' : waiting ? 'warn' : ''} /><span class="cut">${words}</span></a>
    <a class="linked" href=${path('hosts')}><${Dot} tone=${tone} /><span>${members}</span></a>
    ${status && status.memory && html`<span class="wide-only"><${Memory} status=${status} /></span>`}`;
}

function Worker() {
  const status = useTopic('status').data;
  const jobs = useTopic('jobs').data || [];
  const [busy, setBusy] = useState(false);
  const does = activity(status, jobs);
  const now = useNow(does.since > 0);
  if (!status) return html`<span class="doing quiet">Reading the state of this host…</span>`;
  const [tone, words] = studio(status);
  const paused = status.paused;
  const act = async () => {
    setBusy(true);
    await setPaused(!paused).catch(() => {});
    setBusy(false);
  };
  const name = paused ? 'Resume' : 'Pause';
  return html`<a class="doing" href=${path('jobs')}>
      <${Dot} tone=${does.tone} /><span class="cut">${does.text}${does.since > 0 ? ' · ' + elapsed(now - does.since) : ''}${(tone === 'bad' || tone === 'warn') && html`<span class="narrow-text"> · ${words}</span>`}</span>
      ${does.more > 0 && html`<span class="quiet nobreak">(+${does.more}<span class="wide-only"> more</span>)</span>`}
    </a>
    <a class="linked wide-only" href=${path('worker')}><${Dot} tone=${tone} />${words}</a>
    <${Memory} status=${status} limit=${status.config && status.config.vramThresholdGb} />
    <button class="btn small wide-only" type="button" aria-disabled=${busy} onClick=${act}><${Icon} name=${paused ? 'play' : 'pause'} />${name}</button>
    <button class="btn square narrow" type="button" aria-label=${name + ' this worker'} onClick=${act}><${Icon} name=${paused ? 'play' : 'pause'} /></button>`;
}

export function Strip() {
  const lost = (useTopic('link').data || {}).lostSince;
  const status = useTopic('status').data;
  const header = document.getElementById('strip');
  header.classList.toggle('lost', !!lost);
  header.classList.toggle('held', !lost && !!(status && status.paused));
  if (lost) {
    return html`<span class="doing" role="alert"><${Dot} tone="bad" /><span class="cut">No answer from this host since ${clock(lost, true)}. Trying again…</span></span>`;
  }
  return hasWorker ? html`<${Worker} />` : html`<${Studio} />`;
}
