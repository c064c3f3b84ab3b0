// Who needs an answer or a review?
import { path } from '../router.js';
import { sheet } from '../sheet.js';
import { html } from '../ui.js';
import { AgentSecrets } from './agentsecrets.js';
import { AgentTask } from './agenttask.js';
import { AgentTasks } from './agenttasks.js';

sheet('agents.css');

const TABS = [
  ['', 'Tasks', AgentTasks],
  ['secrets', 'Secrets', AgentSecrets],
];

const Tabs = ({ on }) =>
  html`<nav class="tabs newer-gap" aria-label="Agents">${TABS.map(([id, name]) => html`<a href=${path('agents') + (id ? '?tab=' + id : '')} aria-current=${id === on ? 'page' : undefined}>${name}</a>`)}</nav>`;

export default function Agents({ route, lost }) {
  const [task] = route.rest;
  if (task) return html`<${AgentTask} key=${task} id=${task} query=${route.query} lost=${lost} />`;
  const [on, , View] = TABS.find((t) => t[0] === route.query.get('tab')) || TABS[0];
  return html`<${View} lost=${lost} tabs=${html`<${Tabs} on=${on} />`} />`;
}
