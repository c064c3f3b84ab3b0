// Who works, and who asks to join?
import { get } from '../api.js';
import { ago, elapsed, iso, millis, number } from '../format.js';
import { hostName, hostState, memoryText, online } from '../hosts.js';
import { jobTitle, kindOf } from '../kinds.js';
import { addWorker, FirstRun } from '../parts/firstrun.js';
import { removeHost } from '../parts/host.js';
import { More } from '../parts/more.js';
import { useStirred } from '../parts/paged.js';
import { Requests } from '../parts/requests.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { useStop } from '../parts/table.js';
import { WhyTable } from '../parts/why.js';
import { asJob } from '../queue.js';
import { go, path } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Pill, useEffect, useNow, useState } from '../ui.js';
import { HostDetail } from './host.js';

function lead(hosts, requests) {
  const there = hosts.filter(online).length;
  const busy = hosts.filter((w) => w.currentJobId).length;
  const asks = requests.length ? ` ${requests.length === 1 ? 'One machine asks' : number(requests.length) + ' machines ask'} to join.` : '';
  return (hosts.length ? `${number(there)} of ${number(hosts.length)} connected${busy ? `, ${number(busy)} busy` : ''}.` : 'No worker yet.') + asks;
}

function Row({ worker, job, own, now, stop, lost }) {
  const [word, tone, why] = hostState(worker);
  const capabilities = worker.capabilities || {};
  const href = path('hosts', worker.workerId);
  const tags = [own && 'this host', worker.label && capabilities.machineName, capabilities.onlyWhenIdle && 'when idle'].filter(Boolean);
  return html`<tr data-row data-open onFocusIn=${stop.seen(worker.workerId)} onClick=${(e) => !e.target.closest('a, button, .more') && go(href)}>
    <td class="host-cell"><a class="pair bold rowlink" href=${href} tabindex=${stop.tab(worker.workerId)}>${hostName(worker)}</a><span class="pair">${tags.map((t) => html`<span class="tag">${t}</span>`)}</span></td>
    <td><${Pill} tone=${tone}>${word}</${Pill}></td>
    <td class="w-main wide-only">${job
      ? html`<a class="pair cut rowlink" href=${path('queue', job.jobId)}>${jobTitle(job)}</a><span class="pair cut">${kindOf(job.kind).name}${job.startedAt ? ' · ' + elapsed(now - millis(job.startedAt)) : ''}</span>`
      : html`<span class="pair quiet">${worker.currentJobId ? 'A job' : 'None'}</span><span class="pair cut">${why}</span>`}</td>
    <td class="nobreak wide-only">${memoryText(capabilities) ? memoryText(capabilities).split(', ').map((part) => html`<span class="pair">${part}</span>`) : html`<span class="quiet">unknown</span>`}</td><td class="nobreak wide-only">${capabilities.agentVersion}</td>
    <td class="num second wide-only">${worker.lastSeen ? html`<time title=${iso(worker.lastSeen)}>${online(worker) ? 'now' : ago(worker.lastSeen, now)}</time>` : 'never'}</td>
    <td><div class="row end"><${More} label=${'More actions for ' + hostName(worker)} items=${[{ name: 'Open', act: () => go(href) }, { name: 'Remove…', risky: true, act: () => removeHost(worker), disabled: lost }]} /></div></td></tr>`;
}

function Workers({ hosts, claimed, ownId, lost }) {
  const now = useNow(true);
  const stop = useStop(hosts.map((w) => w.workerId));
  return html`<section class="section" aria-label="All workers"><div class="card"><table><thead><tr><th scope="col">Worker</th><th scope="col">State</th><th scope="col" class="wide-only">Current job</th><th scope="col" class="wide-only">Memory</th><th scope="col" class="wide-only">Version</th><th scope="col" class="num wide-only">Last seen</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
    <tbody>${hosts.map((w) => html`<${Row} key=${w.workerId} worker=${w} own=${w.workerId === ownId} job=${claimed.find((j) => j.jobId === w.currentJobId)} now=${now} stop=${stop} lost=${lost} />`)}</tbody></table></div></section>`;
}

/** The queue is read newest first, so this looks at the end of as much of it as one request gives. */
function useOldestWaiting() {
  const [job, setJob] = useState(null);
  const read = () => get('studio/jobs?status=queued&limit=500').then((a) => setJob(a.jobs.length ? asJob(a.jobs[a.jobs.length - 1]) : null), () => {});
  useEffect(() => void read(), []);
  useStirred(read, []);
  return job;
}

function Blocked() {
  const job = useOldestWaiting();
  const now = useNow(!!job);
  if (!job || now - millis(job.createdAt) < 3000) return null; // nobody wonders yet
  return html`<${WhyTable} key=${job.jobId} job=${job}><a href=${path('queue', job.jobId)}>${jobTitle(job)}</a> · ${kindOf(job.kind).one} · waits for ${elapsed(now - millis(job.createdAt))}</${WhyTable}>`;
}

export default function Hosts({ route, lost }) {
  const topic = useTopic('hosts');
  const requests = useTopic('requests').data || [];
  const claimed = useTopic('claimed').data || [];
  const status = useTopic('status').data;
  const now = useNow(requests.length > 0);
  const hosts = topic.data || [];
  const ownId = status && status.workerId;
  const id = route.rest[0];
  if (id) return html`<${HostDetail} id=${id} worker=${hosts.find((w) => w.workerId === id)} loaded=${!!topic.data} claimed=${claimed} own=${id === ownId} lost=${lost} />`;
  const others = hosts.filter((w) => w.workerId !== ownId);
  return html`<${Head} title="Hosts" lead=${topic.data && lead(hosts, requests)}>${others.length > 0 && html`<button type="button" class="btn" onClick=${addWorker}>Add a worker…</button>`}</${Head}>
    <${Requests} requests=${requests} now=${now} lost=${lost} />
    ${topic.error && html`<${Failure} error=${topic.error} what=${topic.data ? 'Not up to date.' : 'The workers could not be read.'} again=${() => refresh('hosts')} />`}
    ${!topic.data && !topic.error && html`<${Wait} />`}
    ${hosts.length > 0 && html`<${Workers} hosts=${hosts} claimed=${claimed} ownId=${ownId} lost=${lost} />`}
    ${topic.data && !others.length && html`<div class="section"><${FirstRun} own=${hosts.length > 0} /></div>`}
    ${topic.data && html`<${Blocked} />`}`;
}
