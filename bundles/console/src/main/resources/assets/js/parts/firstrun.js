// A studio that nobody works for yet: the one command that changes this, as another machine has to type it.
import { path } from '../router.js';
import { useTopic } from '../store.js';
import { html, Icon } from '../ui.js';
import { Copy } from './copy.js';
import { openDialog } from './dialog.js';

const LOOPBACK = /^(localhost|127\.|\[?::1\]?$)/;

/** Where others reach this studio: the address in the browser when it is one for others, else this machine's name. */
function address(status) {
  if (!LOOPBACK.test(location.hostname)) return location.origin;
  const name = (status && status.host && status.host.machineName) || document.documentElement.dataset.host;
  return `${location.protocol}//${name}${location.port ? ':' + location.port : ''}`;
}

function useWay() {
  const status = useTopic('status').data;
  const settings = ((useTopic('settings').data || {}).settings || []).find((s) => s.name === 'http.bind');
  const bind = settings ? String(settings.value ?? '') : '';
  return { command: `atelier register --api-base-url ${address(status)} && atelier run`, closed: LOOPBACK.test(bind), bind };
}

export function Join() {
  const { command, closed, bind } = useWay();
  return html`<div class="stack"><p class="second t13">On the other machine, with Atelier installed:</p>
    <div class="command"><code>${command}</code><${Copy} words text=${command} /></div>
    ${closed && html`<div class="note warn"><${Icon} name="warn" /><div><b>Other machines cannot reach this studio yet.</b> It listens on ${bind} only. Start it with <code>--bind 0.0.0.0</code>, or set <code>http.bind</code> to it in <a href=${path('settings')}>Settings</a>.</div></div>`}
    <p class="second t13">It then asks to join and shows a fingerprint. Approve it here, under Hosts, when both show the same sixteen characters.</p></div>`;
}

export function FirstRun({ own }) {
  return html`<section class="card first" aria-labelledby="first-run"><header><h2 id="first-run">${own ? 'Let another machine work for this studio' : 'This studio has no worker yet'}</h2></header>
    <div class="pad"><${Join} /></div></section>`;
}

export const addWorker = () => openDialog({ title: 'Add a worker', body: html`<${Join} />`, cancel: 'Close', cli: 'atelier workers pending' });
