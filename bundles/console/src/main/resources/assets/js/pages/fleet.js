// Which runtimes answer, what runs in them, and which bundles do they hold?
import { path } from '../router.js';
import { sheet } from '../sheet.js';
import { Bundles } from './bundles.js';
import { RuntimeWorker } from './runtimeworker.js';
import { RuntimeWorkers } from './runtimeworkers.js';
import { Runtimes } from './runtimes.js';
import { html } from '../ui.js';

sheet('fleet.css');

const TABS = [
  ['', 'Runtimes', Runtimes],
  ['workers', 'Runtime workers', RuntimeWorkers],
  ['bundles', 'Config bundles', Bundles],
];

const Tabs = ({ on }) =>
  html`<nav class="tabs newer-gap" aria-label="Fleet">${TABS.map(([id, name]) => html`<a href=${path('fleet') + (id ? '?tab=' + id : '')} aria-current=${id === on ? 'page' : undefined}>${name}</a>`)}</nav>`;

export default function Fleet({ route, lost }) {
  const [, runtime, worker] = route.rest[0] === 'workers' ? route.rest : [];
  if (worker) return html`<${RuntimeWorker} key=${runtime + '/' + worker} runtime=${runtime} id=${worker} lost=${lost} />`;
  const on = (TABS.find((t) => t[0] === route.query.get('tab')) || TABS[0])[0];
  const View = TABS.find((t) => t[0] === on)[2];
  return html`<${View} lost=${lost} tabs=${html`<${Tabs} on=${on} />`} />`;
}
