// Entry: draws the strip, keeps the side bar's marks, and shows the page of this address.
import { base } from './api.js';
import { isActive } from './kinds.js';
import * as keys from './keys.js';
import * as live from './live.js';
import * as nav from './nav.js';
import * as router from './router.js';
import { hasWorker } from './roles.js';
import { peek, useTopic, watch } from './store.js';
import { Strip } from './strip.js';
import { Wait } from './parts/states.js';
import { html, render, useEffect, useRef, useState } from './ui.js';

const LOADERS = {
  make: () => import('./pages/make.js'),
  jobs: () => import('./pages/jobs.js'),
  engines: () => import('./pages/engines.js'),
  models: () => import('./pages/models.js'),
  worker: () => import('./pages/worker.js'),
  queue: () => import('./pages/queue.js'),
  gallery: () => import('./pages/gallery.js'),
  hosts: () => import('./pages/hosts.js'),
  keys: () => import('./pages/keys.js'),
  fleet: () => import('./pages/fleet.js'),
  agents: () => import('./pages/agents.js'),
  logs: () => import('./pages/logs.js'),
  settings: () => import('./pages/settings.js'),
};

function Page() {
  const route = router.useRoute();
  const link = useTopic('link').data || {};
  const [loaded, setLoaded] = useState({});
  const first = useRef(true);
  useEffect(() => {
    let current = true;
    LOADERS[route.page]().then((module) => current && setLoaded({ page: route.page, View: module.default }));
    return () => (current = false);
  }, [route.page]);
  useEffect(() => {
    if (!loaded.View) return;
    nav.mark(route.page);
    if (first.current) first.current = false;
    else document.getElementById('main').focus({ preventScroll: true });
  }, [loaded.View]);
  if (loaded.page !== route.page) return html`<${Wait} />`;
  return html`<${loaded.View} route=${route} lost=${!!link.lostSince} />`;
}

function title() {
  const running = hasWorker ? (peek('jobs') || []).filter(isActive).length : (peek('studioCounts') || {}).claimed;
  const page = router.here().page;
  const name = page === 'make' ? 'Make something' : page[0].toUpperCase() + page.slice(1);
  const host = document.documentElement.dataset.host;
  document.title = (running ? '● ' + running + ' running · ' : '') + name + ' · Atelier' + (host ? ' on ' + host : '');
}

router.start();
keys.start();
nav.start();
const strip = document.getElementById('strip');
const main = document.getElementById('main');
strip.replaceChildren();
main.replaceChildren();
render(html`<${Strip} />`, strip);
render(html`<${Page} />`, main);
live.start();
watch(hasWorker ? 'jobs' : 'studioCounts', title);
router.onRoute(title);
document.documentElement.dataset.ready = base;
