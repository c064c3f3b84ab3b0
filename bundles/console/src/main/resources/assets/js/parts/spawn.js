// Starts a runtime worker: where, as what, and with which first words.
import { get, post } from '../api.js';
import { accepted, runtimePath } from '../fleet.js';
import { go, path } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, useEffect, useState } from '../ui.js';
import { closeDialog, Dialog } from './dialog.js';
import { Failure, Wait } from './states.js';

const INTENTS = [
  ['workspace_companion', 'Companion', 'talks with you; a model of that host answers'],
  ['workspace_orchestrator', 'Orchestrator', 'plans the work of others'],
  ['ticket_role', 'Role on a ticket', 'coder, reviewer, intake or orchestrator of one task'],
];
const ROLES = ['coder', 'reviewer', 'intake', 'orchestrator'];
const PROFILES = [
  ['', 'What fits'],
  ['runtime_default', "The runtime's default"],
  ['builtin', 'Built in…'],
  ['named', 'Of a bundle…'],
];

function request(form) {
  const intent = form.intent === 'ticket_role' ? { kind: 'ticket_role', ticket_id: form.ticket.trim(), role: form.role } : { kind: form.intent };
  const body = { intent, acceptance: { kind: 'run_accepted', expected_segments: 0 } };
  if (form.profile) body.profile = form.profile === 'runtime_default' ? { kind: 'runtime_default' } : { kind: form.profile, value: form.value.trim() };
  if (form.bundle) body.config_bundle = form.bundle;
  if (form.text.trim()) body.initial_input = { kind: 'user', content: form.text.trim() };
  return body;
}

function wrong(form) {
  if (form.intent === 'ticket_role' && !form.ticket.trim()) return 'Name the ticket first.';
  if ((form.profile === 'builtin' || form.profile === 'named') && !form.value.trim()) return 'Name the profile first.';
  if (form.profile === 'named' && !form.bundle) return 'A named profile comes with a bundle; choose one.';
  return '';
}

function useBundles(runtime) {
  const [bundles, setBundles] = useState([]);
  useEffect(() => {
    let current = true;
    setBundles([]);
    if (runtime) get(runtimePath(runtime, 'config-bundles')).then((a) => current && setBundles(a.bundles || []), () => {});
    return () => (current = false);
  }, [runtime]);
  return bundles;
}

const able = (runtime) => runtime.capabilities.can_spawn_worker;

export function Spawn({ onClose }) {
  const topic = useTopic('runtimes');
  const runtimes = (topic.data || {}).items || [];
  const [form, setForm] = useState({ intent: INTENTS[0][0], runtime: '', profile: '', value: '', text: '', ticket: '', role: ROLES[0], bundle: null });
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const runtime = form.runtime || (runtimes.find(able) || runtimes[0] || {}).runtime_id || '';
  const bundles = useBundles(runtime);
  const set = (values) => (setError(''), setForm({ ...form, ...values }));
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    if (wrong(form)) return setError(wrong(form));
    setBusy(true);
    try {
      const { worker } = accepted(await post(runtimePath(runtime, 'workers'), request(form)));
      refresh('runtimeWorkers');
      dialog.close();
      return go(path('fleet', 'workers', worker.runtime_id, worker.worker_id));
    } catch (e) {
      setBusy(false);
      return setError(e.message);
    }
  };
  const pick = (id) => {
    const bundle = bundles.find((b) => b.id === id);
    set({ bundle: bundle ? { id: bundle.id, digest: bundle.digest } : null });
  };
  const footer = html`<span></span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="spawn" class="btn main" disabled=${busy || !runtime}>${busy ? 'Starting…' : 'Start the worker'}</button>`;
  const field = (name, label, extra) => html`<label class="label"><span>${label}</span><input class="field" autocomplete="off" ...${extra} value=${form[name]} onInput=${(e) => set({ [name]: e.target.value })} /></label>`;
  return html`<${Dialog} title="Start a runtime worker" lead="It keeps a transcript, and several people can look on at once." onClose=${onClose} footer=${footer}>
    ${topic.error && html`<${Failure} error=${topic.error} again=${() => refresh('runtimes')} />`}
    ${!topic.data && !topic.error && html`<${Wait} />`}
    ${topic.data && html`<form id="spawn" class="stack" noValidate onSubmit=${submit}>
      <fieldset class="roles"><legend class="t12 second">As what</legend>${INTENTS.map(([id, name, about]) => html`<label><input type="radio" name="intent" checked=${form.intent === id} onChange=${() => set({ intent: id })} /><span><b>${name}</b><span class="second t13 below">${about}</span></span></label>`)}</fieldset>
      ${form.intent === 'ticket_role' && html`<div class="halves">${field('ticket', 'Ticket', { placeholder: 'T-4711' })}<label class="label"><span>Role</span><select class="field" value=${form.role} onChange=${(e) => set({ role: e.target.value })}>${ROLES.map((r) => html`<option>${r}</option>`)}</select></label></div>`}
      <div class="halves"><label class="label"><span>Runtime</span><select class="field" value=${runtime} onChange=${(e) => set({ runtime: e.target.value, bundle: null })}>${runtimes.map((r) => html`<option value=${r.runtime_id} disabled=${!able(r)}>${r.label}${able(r) ? '' : ' (starts none now)'}</option>`)}</select></label>
        <label class="label"><span>Profile</span><select class="field" value=${form.profile} onChange=${(e) => set({ profile: e.target.value })}>${PROFILES.map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select></label></div>
      ${(form.profile === 'builtin' || form.profile === 'named') && field('value', 'Profile name', { placeholder: form.profile === 'builtin' ? 'chat, or agent:open_code' : 'team.reviewer' })}
      ${bundles.length > 0 && html`<label class="label"><span>Config bundle</span><select class="field" value=${form.bundle ? form.bundle.id : ''} onChange=${(e) => pick(e.target.value)}><option value="">None</option>${bundles.map((b) => html`<option value=${b.id}>${b.id} · ${b.revision}</option>`)}</select></label>`}
      <label class="label"><span>First words</span><textarea class="field" id="first-words" rows="3" placeholder="What should it do?" value=${form.text} onInput=${(e) => set({ text: e.target.value })}></textarea></label>
      ${error && html`<p class="t13 is-bad" role="alert">${error}</p>`}</form>`}</${Dialog}>`;
}
