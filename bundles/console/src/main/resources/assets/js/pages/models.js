// What is in memory, what fits? And, with a studio: for which models may jobs be handed in?
import { path } from '../router.js';
import { hasStudio, hasWorker } from '../roles.js';
import { html } from '../ui.js';
import { Catalogue } from './catalogue.js';
import { Registry } from './registry.js';

const TABS = [
  ['', 'This worker', 'What this machine has, loads and keeps in memory. Engines and their files are here.'],
  ['registry', 'Studio registry', 'The models jobs of the studio may name, whichever worker runs them.'],
];

function Tabs({ on }) {
  return html`<nav class="tabs" aria-label="Which models">${TABS.map(([id, name]) => html`<a href=${path('models') + (id ? '?tab=' + id : '')} aria-current=${id === on ? 'page' : undefined}>${name}</a>`)}</nav>
    <p class="t13 second tabs-about">${TABS.find((t) => t[0] === on)[2]}</p>`;
}

export default function Models({ route, lost }) {
  const registry = hasStudio && (!hasWorker || route.query.get('tab') === 'registry');
  const tabs = hasStudio && hasWorker && html`<${Tabs} on=${registry ? 'registry' : ''} />`;
  return registry ? html`<${Registry} lost=${lost} tabs=${tabs} />` : html`<${Catalogue} route=${route} lost=${lost} tabs=${tabs} />`;
}
