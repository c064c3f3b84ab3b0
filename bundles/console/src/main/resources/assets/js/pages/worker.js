// Is it taking work, and if not, why?
import { ago, iso, number } from '../format.js';
import { isActive } from '../kinds.js';
import { code, Facts } from '../parts/facts.js';
import { Hardware } from '../parts/hardware.js';
import { Registration } from '../parts/registration.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { refresh, useTopic } from '../store.js';
import { setPaused } from '../strip.js';
import { addressOf, linkText, studio } from '../studio.js';
import { html, Icon, Pill, useNow, useState } from '../ui.js';

const withoutEngine = (status) => !!status.engines && status.engines.serving === 0;

function lead(status, jobs) {
  const running = jobs.filter((j) => j.status === 'running').length;
  if (status.paused) return running ? `Paused: it takes no new work, ${running} ${running === 1 ? 'job is' : 'jobs are'} finishing.` : 'Paused: it takes no new work.';
  if (withoutEngine(status)) return 'No engine serves, so no work can be taken.';
  const [, words] = studio(status);
  if (words === 'Studio connected') return 'Taking work from this machine and from its studio.';
  return words === 'No studio' ? 'Taking work from this machine. No studio is set.' : 'Taking work from this machine. ' + words + '.';
}

function State({ status, jobs, lost }) {
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    await setPaused(!status.paused).catch(() => {});
    setBusy(false);
  };
  const [tone, word] = status.paused ? ['warn', 'Paused'] : withoutEngine(status) ? ['warn', 'No engine'] : ['ok', 'Taking work'];
  return html`<section class="card" aria-label="State"><header><${Pill} tone=${tone}>${word}</${Pill}>
      <button type="button" class="btn small right" disabled=${busy || lost} onClick=${act}><${Icon} name=${status.paused ? 'play' : 'pause'} />${status.paused ? 'Resume' : 'Pause'}</button></header>
    <div class="pad"><${Facts} rows=${[
      ['Jobs', `${number(jobs.filter((j) => j.status === 'running').length)} running, ${number(jobs.filter((j) => j.status === 'queued').length)} waiting`],
      ['Engines', status.engines && `${status.engines.serving} serving${status.engines.unavailable ? ', ' + status.engines.unavailable + ' unavailable' : ''}`],
    ]} /></div></section>`;
}

function beatText(beat, now) {
  if (!beat) return 'none sent yet';
  const at = html`<time title=${iso(beat.lastAttemptAt)}>${ago(beat.lastAttemptAt, now)}</time>`;
  const failed = beat.outcome !== 'ok';
  return failed ? html`<span class="is-bad">Failed</span> ${at}${beat.reason ? ': ' + beat.reason : ''}` : html`<span class="is-ok">Arrived</span> ${at}`;
}

function Link({ status, now }) {
  const address = addressOf(status);
  if (!address || (status.registration || {}).state !== 'approved') return null;
  const [tone, words] = studio(status);
  const session = status.session || {};
  return html`<section class="card" aria-labelledby="link"><header><h2 id="link">Studio link</h2><span class="right"><${Pill} tone=${tone}>${words}</${Pill}></span></header>
    <div class="pad stack"><p class="second t13">${linkText(status)}</p>
    <${Facts} rows=${[
      ['Attempt', session.state === 'reconnecting' && session.attempt && number(session.attempt)],
      ['Last heartbeat', beatText(status.heartbeat, now)],
      ['API', code(address, 'Copy the address of the studio')],
    ]} /></div></section>`;
}

function Identity({ status }) {
  const host = status.host || {};
  return html`<section class="card" aria-labelledby="identity"><header><h2 id="identity">This worker</h2></header><div class="pad"><${Facts} rows=${[
    ['Machine', host.machineName],
    ['User', host.userName],
    ['Worker id', status.workerId ? code(status.workerId, 'Copy the worker id') : 'none yet; the studio gives it one'],
    ['Installation', code((status.registration || {}).installId || status.installId, 'Copy the installation id')],
    ['Roles', (status.roles || []).join(', ')],
    ['Process', status.pid],
    ['Local API', code(status.localApiUrl, 'Copy the address of the local API')],
  ]} /></div></section>`;
}

function Version({ status }) {
  return html`<section class="card" aria-labelledby="version"><header><h2 id="version">Version and places</h2></header><div class="pad stack"><${Facts} rows=${[
    ['Atelier', status.version],
    ['Models', status.config && code(status.config.modelsRoot, 'Copy the models folder')],
    ['Settings', code(status.configPath, 'Copy the path of the settings')],
  ]} /><p class="t13 second">Something wrong with this machine? <code>atelier doctor</code> looks at it and says what to do.</p></div></section>`;
}

export default function Worker({ lost }) {
  const topic = useTopic('status');
  const jobs = (useTopic('jobs').data || []).filter(isActive);
  const now = useNow(true);
  const status = topic.data;
  if (!status) return html`<${Head} title="Worker" />${topic.error ? html`<${Failure} error=${topic.error} again=${() => refresh('status')} />` : html`<${Wait} />`}`;
  return html`<${Head} title="Worker" lead=${lead(status, jobs)} />
    ${topic.error && html`<${Failure} error=${topic.error} what="Not up to date." again=${() => refresh('status')} />`}
    <div class="cards"><div class="stack"><${State} status=${status} jobs=${jobs} lost=${lost} /><${Registration} status=${status} now=${now} lost=${lost} /><${Link} status=${status} now=${now} /></div>
    <div class="stack"><${Identity} status=${status} /><${Hardware} status=${status} lost=${lost} /><${Version} status=${status} /></div></div>`;
}
