// What an engine stands on besides itself, and adding what one click can add.
import { get, post } from '../api.js';
import { bytes, percent } from '../format.js';
import { useTopic } from '../store.js';
import { tellPart } from '../telling.js';
import { html, Pill, useEffect, useState } from '../ui.js';
import { Failure } from './states.js';

const STATES = { in_use: ['In use', 'ok'], spare: ['Spare', ''], missing: ['Missing', ''], broken: ['Does not work', 'bad'] };

function Progress({ adding, onCancel, lost }) {
  const share = adding.fraction;
  return html`<div class="row adding"><div><progress max="1" value=${share == null ? undefined : share} aria-label=${'Adding ' + adding.part}></progress>
      <span class="t12 quiet">${[share != null && percent(share), adding.text].filter(Boolean).join(' · ')}</span></div>
    <button type="button" class="btn small" disabled=${lost} onClick=${onCancel}>Cancel</button></div>`;
}

function Row({ engine, part, adding, lost }) {
  const [error, setError] = useState('');
  const [word, tone] = STATES[part.state] || [part.state, ''];
  const path = `engines/${encodeURIComponent(engine)}/parts/${encodeURIComponent(part.id)}`;
  const ask = (tail) => {
    setError('');
    post(path + tail).then(tellPart).catch((e) => setError(e.message));
  };
  const running = adding && adding.state === 'running';
  const failed = adding && adding.state === 'failed' && part.state !== 'in_use' && adding.error;
  return html`<tr><td><span class="pair bold">${part.title}</span><span class="pair">${[part.note, part.where, part.addable && part.downloadBytes && bytes(part.downloadBytes) + ' to download'].filter(Boolean).join(' · ')}</span>
      ${(error || failed) && html`<span class="pair t12 is-bad" role="alert">${error || failed.message}</span>`}</td>
    <td class="nobreak wide-only">${part.version || ''}</td><td><${Pill} tone=${running ? 'live' : tone}>${running ? 'Adding…' : word}</${Pill}></td>
    <td>${running
      ? html`<${Progress} adding=${adding} lost=${lost} onCancel=${() => ask('/cancel')} />`
      : part.addable && html`<div class="row end"><button type="button" class="btn small" disabled=${lost} aria-label=${'Add ' + part.title} onClick=${() => ask('')}>${failed ? 'Try again' : 'Add'}</button></div>`}</td></tr>`;
}

export function Parts({ engine, state, lost }) {
  const [parts, setParts] = useState([]);
  const [error, setError] = useState(null);
  const ended = useTopic('partsEnded').data;
  const adding = useTopic('adding').data || {};
  const load = () => get(`engines/${encodeURIComponent(engine)}/parts`).then((found) => (setError(null), setParts(found)), setError);
  useEffect(() => void load(), [engine, state, ended]);
  if (error && error.status === 404) return null; // an engine that has not started stands on nothing yet
  if (!error && !parts.length) return null;
  return html`<section class="section" aria-labelledby="parts"><div class="section-h"><h2 id="parts">Programs and libraries</h2><span class="t12 quiet">what it works with</span></div>
    ${error && html`<${Failure} error=${error} again=${load} />`}
    ${parts.length > 0 && html`<div class="card"><table><thead class="unseen"><tr><th scope="col">Part</th><th scope="col">Version</th><th scope="col">State</th><th scope="col">Action</th></tr></thead>
      <tbody>${parts.map((part) => html`<${Row} key=${part.id} engine=${engine} part=${part} lost=${lost} adding=${adding[engine + '/' + part.id] || part.adding} />`)}</tbody></table></div>`}</section>`;
}
