// Is it taking work, and if not, why?
import { ago, clock, memory, number } from '../format.js';
import { isActive, isStudio } from '../kinds.js';
import { Copy } from '../parts/copy.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { setPaused, studio } from '../strip.js';
import { refresh, useTopic } from '../store.js';
import { html, Icon, Pill, useNow, useState } from '../ui.js';

const REGISTRATION = {
  pristine: 'This worker belongs to no studio.',
  pending: 'Waiting for someone at the studio to approve this worker.',
  approved: 'Approved by the studio.',
  rejected: 'The studio rejected this worker.',
};

function lead(status, jobs) {
  const running = jobs.filter((j) => j.status === 'running').length;
  if (status.paused) return running ? `Paused: it takes no new work, ${running} ${running === 1 ? 'job is' : 'jobs are'} finishing.` : 'Paused: it takes no new work.';
  if (status.engines && status.engines.serving === 0) return 'No engine serves, so no work can be taken.';
  const [, words] = studio(status);
  return words === 'No studio' ? 'Taking work from this machine. No studio is set.' : 'Taking work from this machine. ' + words + '.';
}

function Facts({ rows }) {
  const known = rows.filter(([, v]) => v != null && v !== '' && v !== false);
  if (!known.length) return null;
  return html`<dl class="facts">${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

const code = (text) => text && html`<code>${text}</code><${Copy} text=${text} />`;

function State({ status, jobs, lost }) {
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    await setPaused(!status.paused).catch(() => {});
    setBusy(false);
  };
  const waiting = jobs.filter((j) => j.status === 'queued').length;
  const idle = status.engines && status.engines.serving === 0;
  const [tone, word] = status.paused ? ['warn', 'Paused'] : idle ? ['warn', 'No engine'] : ['ok', 'Taking work'];
  return html`<section class="card"><header><${Pill} tone=${tone}>${word}</${Pill}>
      <button type="button" class="btn small right" disabled=${busy || lost} onClick=${act}><${Icon} name=${status.paused ? 'play' : 'pause'} />${status.paused ? 'Resume' : 'Pause'}</button></header>
    <div class="pad"><${Facts} rows=${[
      ['Jobs', `${number(jobs.filter((j) => j.status === 'running').length)} running, ${number(waiting)} waiting`],
      ['Engines', status.engines && `${status.engines.serving} serving${status.engines.unavailable ? ', ' + status.engines.unavailable + ' unavailable' : ''}`],
      ['Memory', status.memory && `${memory(status.memory.totalBytes - status.memory.freeBytes)} of ${memory(status.memory.totalBytes)} GB in use`],
      ['Job limit', status.config && status.config.vramThresholdGb != null && `jobs up to ${status.config.vramThresholdGb} GB`],
      ['GPU', status.gpuRuntime ? (status.gpuRuntime.ok ? status.gpuRuntime.detail : html`<span class="is-warn">${status.gpuRuntime.detail}</span>`) : 'none found; work runs on the processor'],
    ]} /></div></section>`;
}

function Studio({ status, now }) {
  const [tone, words] = studio(status);
  const registration = status.registration || {};
  const beat = status.heartbeat;
  return html`<section class="card"><header><h2>Studio</h2><span class="right"><${Pill} tone=${tone}>${words}</${Pill}></span></header>
    <div class="pad stack"><p class="second t13">${status.config && status.config.apiBaseUrl ? REGISTRATION[registration.state] || '' : 'No studio is set. Everything made here stays here; set its address under Settings, Worker, to take work from one.'}${registration.reason ? ' ' + registration.reason : ''}</p>
    <${Facts} rows=${[
      ['Address', code(status.config && status.config.apiBaseUrl)],
      ['Worker id', code(status.workerId)],
      ['Request', code(registration.requestId)],
      ['Fingerprint', code(registration.fingerprint)],
      ['Heartbeat', beat && `${ago(beat.lastAttemptAt, now)}${beat.outcome && beat.outcome.reason ? ': ' + beat.outcome.reason : ''}`],
    ]} /></div></section>`;
}

export default function Worker({ lost }) {
  const topic = useTopic('status');
  const jobs = (useTopic('jobs').data || []).filter(isActive);
  const now = useNow(true);
  const status = topic.data;
  if (!status) return html`<${Head} title="Worker" />${topic.error ? html`<${Failure} error=${topic.error} again=${() => refresh('status')} />` : html`<${Wait} />`}`;
  const host = status.host || {};
  return html`<${Head} title="Worker" lead=${lead(status, jobs)} />
    <div class="cards"><div class="stack"><${State} status=${status} jobs=${jobs} lost=${lost} /><${Studio} status=${status} now=${now} /></div>
    <div class="stack"><section class="card"><header><h2>This host</h2></header><div class="pad"><${Facts} rows=${[
        ['Machine', host.machineName],
        ['User', host.userName],
        ['Roles', (status.roles || []).join(', ')],
        ['Process', status.pid],
        ['Local API', code(status.localApiUrl)],
        ['From studio', jobs.some(isStudio) && 'a studio job is running'],
      ]} /></div></section>
      <section class="card"><header><h2>Version</h2></header><div class="pad"><${Facts} rows=${[
        ['Atelier', status.version],
        ['Models', status.config && code(status.config.modelsRoot)],
        ['Settings', code(status.configPath)],
        ['Read', clock(now, true)],
      ]} /></div></section></div></div>`;
}
