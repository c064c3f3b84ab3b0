// Every change to the engines is shown before it is made. One dialog for installing and swapping, one for the rest.
import { post } from '../api.js';
import { bytes, digest, memory, plural } from '../format.js';
import { refresh, useTopic } from '../store.js';
import { closeDialog, Dialog } from './dialog.js';
import { Wait } from './states.js';
import { html, Icon, useEffect, useState } from '../ui.js';

function body(want, extra = {}) {
  if (!want.files) return { source: want.source, ...extra };
  const form = new FormData();
  form.append('bundle', want.files.bundle);
  if (want.files.manifest) form.append('manifest', want.files.manifest);
  if (want.files.signature) form.append('signature', want.files.signature);
  for (const [name, value] of Object.entries(extra)) form.append(name, String(value));
  return form;
}

async function preview(want) {
  try {
    return await post('engines?preview=true', body(want));
  } catch (e) {
    if (e.code !== 'untrusted_bundle') throw e;
    // Nothing is installed by a preview, so an unsigned file may be looked at before it is trusted.
    return { ...(await post('engines?preview=true', body(want, { allowUnsigned: true }))), signed: false, untrusted: e.message };
  }
}

function Effect({ word, icon, none, hurt, children, count }) {
  return html`<li class=${none ? 'none' : hurt ? 'hurt' : ''}><span class=${hurt ? '' : 'quiet'}>${word}</span><${Icon} name=${icon} /><span>${children}</span><b>${count}</b></li>`;
}

const bundles = (n) => plural(n, 'bundle');

export function Effects({ seen }) {
  const starts = seen.starts || [];
  const drains = seen.drains || [];
  const hurt = seen.disturbs || [];
  const jobs = seen.drainingJobs || 0;
  return html`<ul class="effects">
    <${Effect} word="Starts" icon="next" none=${!starts.length} count=${bundles(starts.length)}>${starts.length ? starts.join(', ') + (seen.replaces ? ', beside the old version' : '') : 'Nothing'}</${Effect}>
    <${Effect} word="Drains" icon="again" none=${!drains.length} count=${bundles(drains.length)}>${drains.length ? drains.join(', ') + (jobs ? `, after its ${plural(jobs, 'running job')}` : ', which has no running job') : 'Nothing'}</${Effect}>
    ${hurt.length
      ? hurt.map((v) => html`<${Effect} word="Restarts" icon="warn" hurt count="">${v.bundle}${v.why ? ': ' + v.why : ''}</${Effect}>`)
      : html`<${Effect} word="Restarts" icon="check" none count=${bundles(0)}>Nothing else on this host</${Effect}>`}
    <${Effect} word="Untouched" icon="check" none count=${seen.untouched != null ? bundles(seen.untouched) : ''}>Other engines, sessions, models, console</${Effect}>
  </ul>`;
}

function signature(seen) {
  if (seen.signed) return html`<span class="is-ok">Valid${seen.keyId ? `, “${seen.keyId}”` : ''}</span>`;
  return html`<span class="is-warn">Not signed</span>`;
}

function names(seen) {
  const swap = !!seen.replaces;
  return {
    title: swap ? `Swap ${seen.engine} ${seen.replaces} to ${seen.version}?` : `Install ${seen.engine} ${seen.version}?`,
    lead: `Nothing has changed yet. This is what the ${swap ? 'swap' : 'installation'} would do.`,
    button: swap ? `Swap ${seen.engine}` : `Install ${seen.engine}`,
    cli: `atelier engines ${swap ? 'swap' : 'install'} `,
    fails: swap
      ? `${seen.replaces} keeps serving; too many errors in the first minutes bring it back by themselves`
      : 'it is taken out again; nothing else changes',
  };
}

function refused(error) {
  const victims = error.body && (error.body.disturbs || error.body.victims || error.body.list);
  return Array.isArray(victims) ? victims : null;
}

/** want: {source} or {files}, and {label}. Calls back with the operation's id. */
export function ChangeDialog({ want, onClose, onStarted }) {
  const [seen, setSeen] = useState(null);
  const [error, setError] = useState(null);
  const [trusted, setTrusted] = useState(false);
  const [busy, setBusy] = useState(false);
  const mem = (useTopic('status').data || {}).memory;
  useEffect(() => {
    preview(want).then(setSeen, setError);
  }, []);
  const victims = (error && refused(error)) || (seen && seen.disturbs) || [];
  const text = seen ? names(seen) : null;
  const unsigned = seen && !seen.signed;
  const act = async (event) => {
    const dialog = event.currentTarget.closest('dialog');
    setBusy(true);
    try {
      const started = await post('engines', body(want, unsigned ? { allowUnsigned: true } : {}));
      refresh('operations');
      onStarted(started.operationId);
      dialog.close();
    } catch (e) {
      setError(e);
      setBusy(false);
    }
  };
  const cli = text && text.cli + (want.source || (want.files ? want.files.bundle.name : '')) + (unsigned ? ' --allow-unsigned' : '');
  const footer = html`<span class="t12 second">${cli && html`Also: <code>${cli}</code>`}</span>
    <button type="button" class="btn" data-first onClick=${closeDialog}>${victims.length || (error && !seen) ? 'Close' : 'Cancel'}</button>
    ${seen && !victims.length && html`<button type="button" class="btn main" disabled=${busy || (unsigned && !trusted)} onClick=${act}>${busy ? 'Starting…' : text.button}</button>`}`;
  return html`<${Dialog} title=${text ? text.title : want.label} lead=${victims.length ? 'This would disturb what is running, so it is not done.' : text ? text.lead : error ? '' : 'Looking at it; nothing changes.'} onClose=${onClose} footer=${footer}>
    ${!seen && !error && html`<${Wait} rows=${3} />`}
    ${seen ? html`<${Effects} seen=${{ ...seen, disturbs: victims }} />` : victims.length > 0 && html`<${Effects} seen=${{ disturbs: victims }} />`}
    ${seen && html`<dl class="facts">
      <dt>Source</dt><dd>${[want.from || (want.files ? want.files.bundle.name : want.source), bytes(seen.size)].filter(Boolean).join(', ')}</dd>
      <dt>Signature</dt><dd>${signature(seen)}</dd>
      <dt>Digest</dt><dd class="mono" title=${seen.sha256}>sha256 ${digest(seen.sha256)}</dd>
      ${seen.memoryBytes > 0 && html`<dt>Memory</dt><dd>${memory(seen.memoryBytes)} GB more${seen.replaces ? ' while both run' : ''}${mem ? `; ${memory(mem.freeBytes)} GB is free` : ''}</dd>`}
      ${(seen.notes || []).map((note, i) => html`<dt>${i ? '' : 'Models'}</dt><dd>${note}</dd>`)}
      <dt>If it fails</dt><dd>${text.fails}</dd></dl>`}
    ${seen && unsigned && !victims.length && html`<label class="switch trust"><input type="checkbox" checked=${trusted} onChange=${(e) => setTrusted(e.target.checked)} />I trust this file. It is not signed.</label>`}
    ${error && !victims.length && html`<div class="note bad" role="alert"><${Icon} name="warn" /><div>${error.message}</div></div>`}
  </${Dialog}>`;
}

/** A jar alone, or with its manifest and signature beside it. */
export function chosen(list) {
  const files = [...list];
  const bundle = files.find((f) => f.name.endsWith('.jar'));
  if (!bundle) throw new Error('Choose an engine bundle: a .jar file.');
  if (bundle.size > 512 * 1024 * 1024) throw new Error('This file is larger than 512 MB, the most a bundle may have.');
  return { bundle, manifest: files.find((f) => f.name.endsWith('.manifest.json')), signature: files.find((f) => f.name.endsWith('.manifest.sig')) };
}
