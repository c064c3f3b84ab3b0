// Who can take tasks for coding agents, and what to do where nobody can.
import { agentName } from '../agents.js';
import { ago, iso, number, plural } from '../format.js';
import { path } from '../router.js';
import { hasWorker } from '../roles.js';
import { html, Pill } from '../ui.js';

const Steps = () => html`<ol class="to-do">
  <li><b>A container engine.</b> Podman or Docker on the worker's machine; every agent runs in a container of its own.</li>
  <li><b>The setting <code>agent.enabled</code>.</b> ${hasWorker ? html`Turn it on under <a href=${path('settings')}>Settings</a> for this machine, or in the settings of another worker.` : html`Turn it on under Settings of the worker, or there with <code>atelier config set agent.enabled true</code>.`}</li>
  <li><b>A way out.</b> <code>agent.network.hosts</code> names the hosts agents may reach, such as <code>api.anthropic.com</code>. They reach no others.</li>
  <li><b>A secret.</b> The key of the agent's model, under <a href=${path('agents') + '?tab=secrets'}>Secrets</a>.</li></ol>`;

/** Nobody who could take a task is there now. */
export function NoAgents({ workers, waits, now }) {
  const silent = workers.length > 0;
  const newest = silent && workers.reduce((a, b) => (a.lastBeat > b.lastBeat ? a : b));
  return html`<section class="card section" aria-labelledby="no-agents"><header><h2 id="no-agents">${silent ? 'No worker that takes tasks answers' : 'No worker takes tasks yet'}</h2>${waits > 0 && html`<${Pill} tone="warn">${plural(waits, 'task')} waiting</${Pill}>`}</header>
    <div class="pad">${silent
      ? html`<p class="second">${newest.name} was heard last ${ago(newest.lastBeat, now)}. Tasks wait until a worker is back; see <a href=${path('hosts')}>Hosts</a>.</p>`
      : html`<p class="second">Any worker of this studio can run coding agents. It needs, in this order:</p><${Steps} />`}</div></section>`;
}

export function Takers({ workers, running, now }) {
  return html`<section class="section" aria-labelledby="takers"><div class="section-h"><h2 id="takers">Workers that take tasks</h2></div>
    <ul class="takers">${workers.map((w) => html`<li class="card" key=${w.workerId}><p class="row"><b>${w.name}</b><${Pill} tone=${w.healthy ? 'ok' : 'bad'}>${w.healthy ? 'Ready' : 'Silent'}</${Pill}></p>
      <p class="t12 second">${w.agents.length ? w.agents.map(agentName).join(', ') : 'any agent'}</p>
      <p class="t12 quiet">${w.maxTasks === 1 ? 'one task at a time' : 'up to ' + number(w.maxTasks) + ' tasks at a time'}${w.healthy ? '' : html`, heard <time title=${iso(w.lastBeat)}>${ago(w.lastBeat, now)}</time>`}</p></li>`)}</ul></section>`;
}
