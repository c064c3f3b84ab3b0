// Who works in the runtimes?
import { troubles, workerState } from '../fleet.js';
import { Spawn } from '../parts/spawn.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { useStop } from '../parts/table.js';
import { go, here, path, setQuery } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Icon, Pill, useState } from '../ui.js';
import { plural } from '../format.js';

const items = (topic) => (topic.data || {}).items || [];
export const workerHref = (worker) => path('fleet', 'workers', worker.runtime_id, worker.worker_id);

const SHOWN = [['', 'Running'], ['all', 'All']];

function Row({ worker, runtime, stop }) {
  const [word, tone, why] = workerState(worker);
  const key = worker.runtime_id + '/' + worker.worker_id;
  const href = workerHref(worker);
  return html`<tr data-row data-open onFocusIn=${stop.seen(key)} onClick=${(e) => !e.target.closest('a, button') && go(href)}><td class="host-cell"><a class="pair bold rowlink" href=${href} tabindex=${stop.tab(key)}>${worker.label}</a><span class="pair"><code class="t12">${worker.worker_id}</code></span></td>
    <td><${Pill} tone=${tone}>${word}</${Pill}>${why && html`<span class="pair">${why}</span>`}</td>
    <td class="wide-only">${worker.role || html`<span class="quiet">none</span>`}</td><td class="wide-only">${worker.profile}</td><td class="wide-only">${runtime ? runtime.label : worker.runtime_id}</td></tr>`;
}

export function RuntimeWorkers({ lost, tabs }) {
  const topic = useTopic('runtimeWorkers');
  const runtimes = items(useTopic('runtimes'));
  const [starting, setStarting] = useState(false);
  const query = here().query;
  const of = query.get('runtime') || '';
  const show = query.get('show') || '';
  const all = items(topic);
  const workers = all.filter((w) => (!of || w.runtime_id === of) && (show === 'all' || w.state === 'running'));
  const stop = useStop(workers.map((w) => w.runtime_id + '/' + w.worker_id));
  const silent = troubles((topic.data || {}).diagnostics);
  const start = html`<button type="button" class="btn main" disabled=${lost} onClick=${() => setStarting(true)}>Start a worker…</button>`;
  const running = all.filter((w) => w.state === 'running').length;
  return html`<${Head} title="Fleet" lead=${topic.data && (all.length ? `${plural(running, 'runtime worker')} of ${all.length} running.` : 'No runtime worker yet.')}>${all.length > 0 && start}</${Head}>${tabs}
    ${silent && html`<div class="note warn newer-gap"><${Icon} name="warn" /><div>Some runtimes are missing from this list. ${silent}</div></div>`}
    ${topic.error && html`<${Failure} error=${topic.error} what=${topic.data ? 'Not up to date.' : 'The workers could not be read.'} again=${() => refresh('runtimeWorkers')} />`}
    ${!topic.data && !topic.error && html`<${Wait} />`}
    ${all.length > 0 && html`<div class="filters"><fieldset class="choice"><legend class="unseen">Which workers</legend>${SHOWN.map(([id, name]) => html`<label><input type="radio" name="show" checked=${show === id} onChange=${() => setQuery({ show: id })} /><span>${name}</span></label>`)}</fieldset>
      ${runtimes.length > 1 && html`<select class="field engine-pick" aria-label="Runtime" value=${of} onChange=${(e) => setQuery({ runtime: e.target.value })}><option value="">Every runtime</option>${runtimes.map((r) => html`<option value=${r.runtime_id}>${r.label}</option>`)}</select>`}</div>`}
    ${workers.length > 0 && html`<div class="card"><table><thead><tr><th scope="col">Worker</th><th scope="col">State</th><th scope="col" class="wide-only">Role</th><th scope="col" class="wide-only">Profile</th><th scope="col" class="wide-only">Runtime</th></tr></thead>
      <tbody>${workers.map((w) => html`<${Row} key=${w.runtime_id + '/' + w.worker_id} worker=${w} runtime=${runtimes.find((r) => r.runtime_id === w.runtime_id)} stop=${stop} />`)}</tbody></table></div>`}
    ${topic.data && !workers.length && html`<div class="card empty"><p>${all.length ? 'None of these is running.' : 'A runtime worker talks with you, with a model of this fleet behind it.'}</p>${all.length ? html`<button type="button" class="btn" onClick=${() => setQuery({ show: 'all', runtime: '' })}>Show all</button>` : start}</div>`}
    ${starting && html`<${Spawn} onClose=${() => setStarting(false)} />`}`;
}
