// One worker of the studio.
import { ago, iso, when } from '../format.js';
import { engineNames, hostName, hostState, memoryText } from '../hosts.js';
import { jobTitle, kindNames } from '../kinds.js';
import { code, Facts } from '../parts/facts.js';
import { Enabled, Label, removeHost } from '../parts/host.js';
import { HostLog } from '../parts/hostlog.js';
import { Head, Wait } from '../parts/states.js';
import { path } from '../router.js';
import { useTopic } from '../store.js';
import { html, Icon, Pill, useNow } from '../ui.js';

const Back = () => html`<p class="row back"><a class="t13" href=${path('hosts')}>Hosts</a></p>`;
const yesNo = (value) => (value == null ? '' : value ? 'yes' : 'no');

function Offers({ capabilities }) {
  const perKind = Object.entries(capabilities.supportedModelsPerKind || {}).filter(([, models]) => models.length);
  return html`<section class="card" aria-labelledby="offers"><header><h2 id="offers">What it can do</h2></header><div class="pad"><${Facts} rows=${[
    ['Makes', kindNames(capabilities.taskKinds) || 'nothing: it has no engine'],
    ['Memory', memoryText(capabilities) || 'unknown'],
    ['Engines', engineNames(capabilities).join(', ')],
    ...perKind.map(([kind, models]) => [kindNames([kind]), models.join(', ')]),
    ['Takes work', capabilities.autoEnabled === false ? 'paused there' : capabilities.onlyWhenIdle ? 'only while nobody uses it' : 'always'],
    ['At it', { idle: 'nobody', active: 'somebody' }[capabilities.userPresence] || ''],
    ['Updates itself', yesNo(capabilities.autoUpdate)],
    ['Starts with it', yesNo(capabilities.autoStart)],
  ]} /></div></section>`;
}

const DOES = { Ready: 'Ready, waiting for a job.', Busy: 'At work on a job.', Connecting: 'Greeting the studio.' };

function lead(worker, own) {
  const [word, , why] = hostState(worker);
  const does = DOES[word] || why[0].toUpperCase() + why.slice(1) + '.';
  const machine = worker.label && (worker.capabilities || {}).machineName;
  return [own && 'This host.', machine && 'On ' + machine + '.', does].filter(Boolean).join(' ');
}

export function HostDetail({ id, worker, loaded, claimed, own, lost }) {
  const now = useNow(true);
  const all = useTopic('hosts');
  if (!worker) return loaded ? html`<${Back} /><${Head} title="Worker" lead="This studio does not know this worker; it may have been removed."><a class="btn" href=${path('hosts')}>All hosts</a></${Head}>` : html`<${Back} /><${Head} title="Worker" />${!all.error && html`<${Wait} />`}`;
  const capabilities = worker.capabilities || {};
  const [word, tone] = hostState(worker);
  const job = claimed.find((j) => j.jobId === worker.currentJobId);
  return html`<${Back} /><${Head} title=${hostName(worker)} lead=${lead(worker, own)}>
      <button type="button" class="btn risky" disabled=${lost} onClick=${() => removeHost(worker, true)}>Remove…</button></${Head}>
    <div class="cards"><section class="card" aria-label="State"><header><span role="status"><${Pill} tone=${tone}>${word}</${Pill}></span><span class="right"><${Enabled} worker=${worker} lost=${lost} /></span></header>
      <div class="pad"><${Facts} rows=${[
        ['Label', html`<${Label} worker=${worker} lost=${lost} />`],
        ['Job', worker.currentJobId ? html`<a href=${path('queue', worker.currentJobId)}>${job ? jobTitle(job) : worker.currentJobId}</a>` : 'none'],
        ['Last seen', worker.lastSeen ? html`<time title=${iso(worker.lastSeen)}>${ago(worker.lastSeen, now)}</time>` : 'never'],
        ['Connected', worker.connectedAt && html`<time title=${iso(worker.connectedAt)}>since ${when(worker.connectedAt)}</time>`],
        ['Machine', capabilities.machineName],
        ['User', capabilities.username],
        ['Version', [capabilities.agentVersion, worker.userAgent].filter(Boolean).join(' · ')],
        ['Worker id', code(worker.workerId, 'Copy the worker id')],
        ['Installation', code(worker.installId, 'Copy the installation id')],
        ['Approved', worker.approvedAt && html`<time title=${iso(worker.approvedAt)}>${when(worker.approvedAt)}</time>${worker.approvedBy ? ' by ' + worker.approvedBy : ''}`],
      ]} /><p class="row below-row"><a class="btn small" href=${path('queue') + '?show=all&worker=' + encodeURIComponent(worker.workerId)}>Its jobs<${Icon} name="next" /></a></p></div></section>
    <${Offers} capabilities=${capabilities} /></div>
    <${HostLog} key=${id} id=${id} name=${hostName(worker)} />`;
}
