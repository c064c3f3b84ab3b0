// What this machine brings, and how much of it the studio may use.
import { memory } from '../format.js';
import { Memory } from '../strip.js';
import { html } from '../ui.js';
import { Facts } from './facts.js';
import { Inline, Switch } from './setting.js';

const PRESENCE = { idle: 'nobody uses this machine', active: 'somebody uses this machine' };

function presenceText(presence, onlyWhenIdle) {
  if (!presence) return onlyWhenIdle ? html`<span class="is-warn">unknown, so no studio job is taken</span>` : 'unknown';
  const words = PRESENCE[presence] || presence;
  return onlyWhenIdle && presence === 'active' ? words + ', so studio jobs wait' : words;
}

export function Hardware({ status, lost }) {
  const config = status.config || {};
  const gpu = status.gpuRuntime;
  const mem = status.memory;
  return html`<section class="card" aria-labelledby="hardware"><header><h2 id="hardware">Hardware</h2></header><div class="pad stack">
    ${mem && html`<div class="gauge"><${Memory} status=${status} limit=${config.vramThresholdGb} /></div>`}
    <${Facts} rows=${[
      ['GPU', gpu ? (gpu.ok ? gpu.detail : html`<span class="is-warn">${gpu.detail}</span>`) : 'none found; work runs on the processor'],
      ['GPU memory', status.vramTotalGb ? Number(status.vramTotalGb).toFixed(1) + ' GB' : gpu && gpu.ok ? 'unknown' : 'none'],
      ['Held by models', mem && status.heldBytes != null && memory(status.heldBytes) + ' GB'],
      ['Job limit', html`<${Inline} name="vram_threshold_gb" label="the job limit in GB" unit="GB" lost=${lost}>${config.vramThresholdGb != null ? `jobs up to ${config.vramThresholdGb} GB` : 'none'}</${Inline}>`],
      ['Presence', presenceText(status.presence, config.onlyWhenIdle)],
    ]} />
    <div><${Switch} name="only_when_idle" text="Take studio jobs only while nobody uses this machine" lost=${lost} /></div></div></section>`;
}
