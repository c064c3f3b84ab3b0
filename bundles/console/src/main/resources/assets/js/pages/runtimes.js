// Which runtimes answer?
import { del, post } from '../api.js';
import { connectionPath, isEmbedded, isWorkerHost, runtimeState } from '../fleet.js';
import { ago, iso, plural } from '../format.js';
import { openDialog } from '../parts/dialog.js';
import { AddRuntime, ProbeResult } from '../parts/connection.js';
import { More } from '../parts/more.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { useStop } from '../parts/table.js';
import { path } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Pill, useNow, useState } from '../ui.js';

const again = () => ['runtimes', 'runtimeHosts', 'connections'].forEach((name) => refresh(name));
const items = (topic) => (topic.data || {}).items || [];

function remove(runtime) {
  openDialog({
    title: `Remove ${runtime.label} from the fleet?`,
    lead: 'This studio forgets its address and token. The runtime itself goes on; whoever knows it can add it again. It is refused while it lists workers.',
    confirm: 'Remove the runtime',
    risky: true,
    action: () => del(connectionPath(runtime.runtime_id)).then(again),
  });
}

const flags = (c = {}) => [c.can_spawn_worker && 'starts workers', c.can_accept_input && 'takes input', c.can_stop_worker && 'stops workers'].filter(Boolean).join(', ');

function Row({ runtime, host, managed, running, now, stop, probe, lost }) {
  const [word, tone, why] = runtimeState(runtime, host);
  const seen = host && host.last_seen_at;
  const actions = [
    { name: 'Its workers', act: () => probe(null, path('fleet') + '?tab=workers&runtime=' + encodeURIComponent(runtime.runtime_id)) },
    ...(managed ? [{ name: 'Test the connection', act: () => probe(runtime), disabled: lost }, { name: 'Remove…', risky: true, act: () => remove(runtime), disabled: lost }] : []),
  ];
  return html`<tr data-row onFocusIn=${stop.seen(runtime.runtime_id)}><td><a class="pair bold rowlink" tabindex=${stop.tab(runtime.runtime_id)} href=${path('fleet') + '?tab=workers&runtime=' + encodeURIComponent(runtime.runtime_id)}>${runtime.label}</a><span class="pair">${isEmbedded(runtime) ? html`<span class="tag">in this process</span>` : isWorkerHost(runtime) ? html`<span class="tag">worker host</span>` : html`<code class="t12">${runtime.runtime_id}</code>`}</span></td>
    <td><${Pill} tone=${tone}>${word}</${Pill}>${why && html`<p class="t12 second below">${why}</p>`}</td>
    <td class="num">${running}</td>
    <td class="wide-only second">${flags(runtime.capabilities) || 'nothing is known'}</td>
    <td class="num second wide-only">${isEmbedded(runtime) ? 'now' : seen ? html`<time title=${iso(seen)}>${ago(seen, now)}</time>` : 'never'}</td>
    <td><div class="row end"><${More} label=${'More actions for ' + runtime.label} items=${actions} /></div></td></tr>`;
}

export function Runtimes({ lost, tabs }) {
  const topic = useTopic('runtimes');
  const hosts = items(useTopic('runtimeHosts'));
  const workers = items(useTopic('runtimeWorkers'));
  const managed = new Set(((useTopic('connections').data || {}).remotes || []).filter((r) => r.config_managed).map((r) => r.runtime_id));
  const [adding, setAdding] = useState(false);
  const [result, setResult] = useState(null);
  const now = useNow(true);
  const runtimes = items(topic);
  const stop = useStop(runtimes.map((r) => r.runtime_id));
  const well = runtimes.filter((r) => runtimeState(r)[1] === 'ok').length;
  const probe = (runtime, href) => (href ? location.assign(href) : setResult({ runtime, answer: post(connectionPath(runtime.runtime_id, 'test'), {}).finally(again) }));
  return html`<${Head} title="Fleet" lead=${topic.data && `${well} of ${plural(runtimes.length, 'runtime')} answer${runtimes.length === 1 ? 's' : ''}.`}><button type="button" class="btn main" disabled=${lost} onClick=${() => setAdding(true)}>Add a runtime…</button></${Head}>${tabs}
    ${topic.error && html`<${Failure} error=${topic.error} what=${topic.data ? 'Not up to date.' : 'The runtimes could not be read.'} again=${again} />`}
    ${!topic.data && !topic.error && html`<${Wait} />`}
    ${runtimes.length > 0 && html`<div class="card runtimes"><table><thead><tr><th scope="col">Runtime</th><th scope="col">State</th><th scope="col" class="num">Workers</th><th scope="col" class="wide-only">Can do</th><th scope="col" class="num wide-only">Last contact</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
      <tbody>${runtimes.map((r) => html`<${Row} key=${r.runtime_id} runtime=${r} host=${hosts.find((h) => h.runtime_id === r.runtime_id)} managed=${managed.has(r.runtime_id)} running=${workers.filter((w) => w.runtime_id === r.runtime_id && w.state === 'running').length} now=${now} stop=${stop} probe=${probe} lost=${lost} />`)}</tbody></table></div>`}
    ${adding && html`<${AddRuntime} onClose=${() => setAdding(false)} onAdded=${again} />`}
    ${result && html`<${ProbeResult} ...${result} onClose=${() => setResult(null)} />`}`;
}
