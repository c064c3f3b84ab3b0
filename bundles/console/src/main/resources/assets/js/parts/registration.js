// Whom this worker belongs to: the four states of its registration, and the way in and out of each.
import { post } from '../api.js';
import { ago, iso } from '../format.js';
import { hasStudio } from '../roles.js';
import { path } from '../router.js';
import { refresh } from '../store.js';
import { addressOf, hostOf, isOwn, usable } from '../studio.js';
import { html, Icon, Pill, useState } from '../ui.js';
import { Copy } from './copy.js';
import { openDialog } from './dialog.js';
import { code, Facts } from './facts.js';
import { useSetting } from './setting.js';

const FIELD = 'studio-address';
const STATES = { none: ['', 'No studio'], pristine: ['warn', 'Initialising'], pending: ['warn', 'Waiting for approval'], rejected: ['bad', 'Rejected'], approved: ['ok', 'Registered'] };

function wrongAddress(address) {
  if (!address) return 'Write the address first.';
  return usable(address) ? '' : 'An address starts with http:// or https://, like https://studio.example.';
}

function AddressForm({ now, lost, onEnd }) {
  const { fixed, by, save } = useSetting('api_base_url');
  const [address, setAddress] = useState(now || '');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const typed = address.trim();
  const refuse = (text) => {
    setError(text);
    document.getElementById(FIELD)?.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    const wrong = wrongAddress(typed);
    if (wrong) return refuse(wrong);
    setBusy(true);
    await save(typed).then(() => onEnd && onEnd(), (e) => refuse(e.message));
    return setBusy(false);
  };
  const command = 'atelier register --api-base-url ' + (usable(typed) ? typed : 'https://studio.example');
  if (by) return html`<p class="t13 second">${by}</p>`;
  return html`<form class="stack" noValidate onSubmit=${submit}>
    <div><label class="label" for=${FIELD}><span>Address of the studio</span></label>
      <div class="inline"><input class="field" id=${FIELD} type="url" autocomplete="off" spellcheck=${false} placeholder="https://studio.example" value=${address} disabled=${fixed} aria-invalid=${!!error} aria-describedby=${error ? FIELD + '-wrong' : undefined}
        onInput=${(e) => (setError(''), setAddress(e.target.value))} /><button type="submit" class="btn main" disabled=${busy || lost || fixed}>${busy ? 'Saving…' : 'Ask to join'}</button>${onEnd && html`<button type="button" class="btn" onClick=${onEnd}>Cancel</button>`}</div>
      ${error && html`<p class="t13 is-bad" id=${FIELD + '-wrong'} role="alert">${error}</p>`}</div>
    <p class="t13 second">The same in a terminal: <code>${command}</code><${Copy} text=${command} label="Copy the command" /></p></form>`;
}

function leave(address, save) {
  openDialog({
    title: `Leave the studio at ${hostOf(address)}?`,
    lead: `It offers no more jobs to this worker. Local jobs go on. ${hasStudio ? 'The studio of this process takes its place. Setting the same address again asks anew, with a new fingerprint.' : 'Setting the same address again brings this worker back as it was.'}`,
    confirm: 'Leave the studio',
    risky: true,
    action: () => save(null),
  });
}

function reset(address) {
  openDialog({
    title: 'Reset the registration?',
    lead: `This worker forgets what it was at ${hostOf(address)} and asks again, with a new request and a new fingerprint. Local jobs go on.`,
    confirm: 'Reset registration',
    cli: 'atelier register --reset',
    action: () => post('daemon/registration/reset').then(() => refresh('status')),
  });
}

function Pending({ registration, address }) {
  return html`<p class="second t13">Someone at the studio has to approve this worker: at ${hostOf(address)}, under Hosts, if these sixteen characters are the same there. Local jobs go on meanwhile.</p>
    ${registration.fingerprint && html`<div class="print"><span class="t12 quiet" id="print-name">Fingerprint</span><div role="group" aria-labelledby="print-name"><code>${registration.fingerprint}</code><${Copy} text=${registration.fingerprint} label="Copy the fingerprint" /></div></div>`}`;
}

function Rejected({ registration, address, lost }) {
  return html`<div class="note bad"><${Icon} name="warn" /><div>${registration.reason ? 'The studio says: ' + registration.reason : 'The studio gave no reason.'}</div></div>
    <p class="second t13">Local jobs go on. Settle it with the operator of ${hostOf(address)}, then ask again.</p>
    <div class="row"><button type="button" class="btn" disabled=${lost} onClick=${() => reset(address)}><${Icon} name="again" />Reset registration…</button></div>`;
}

const BODIES = {
  none: () => html`<p class="second t13">This worker is not connected to a studio; what is made here stays here. Give it the address of one, and it asks to join.</p>`,
  pristine: ({ address }) => usable(address)
    ? html`<p class="second t13">Asking ${hostOf(address)} to take this worker. If this stays, the studio does not answer: see Logs, or change the address.</p>`
    : html`<div class="note bad"><${Icon} name="warn" /><div>${address} is no address of a studio. Change it below; one starts with http:// or https://.</div></div>`,
  pending: Pending,
  rejected: Rejected,
  approved: ({ address, own }) => html`<p class="second t13">${own ? 'The studio in this process' : hostOf(address)} knows this worker and may offer it jobs.</p>`,
};

export function Registration({ status, now, lost }) {
  const registration = status.registration || {};
  const address = addressOf(status);
  const own = isOwn(status);
  const { fixed, by, save } = useSetting('api_base_url');
  const [editing, setEditing] = useState(false);
  const state = address ? registration.state || 'pristine' : 'none';
  const [tone, word] = STATES[state] || ['', state];
  const Body = BODIES[state] || (() => null);
  const asks = !address || editing || (state === 'pristine' && !usable(address));
  return html`<section class="card" aria-labelledby="registration"><header><h2 id="registration">Registration</h2><span class="right" role="status"><${Pill} tone=${tone}>${word}</${Pill}></span></header>
    <div class="pad stack"><${Body} registration=${registration} address=${address} own=${own} lost=${lost} />
      ${asks && html`<${AddressForm} key=${address} now=${own ? '' : address} lost=${lost} onEnd=${editing ? () => setEditing(false) : null} />`}
      ${!asks && html`<${Facts} rows=${[
        state === 'pending' && ['Request', code(registration.requestId, 'Copy the request id')],
        state === 'pending' && registration.since && ['Asked', html`<time title=${iso(registration.since)}>${ago(registration.since, now)}</time>`],
        state === 'approved' && ['Worker id', code(status.workerId, 'Copy the worker id')],
        ['Studio', html`${own ? html`<a href=${path('hosts')}>in this process</a>` : code(address, 'Copy the address')}${by && html`<span class="t12 quiet below">${by}</span>`}`],
      ]} />`}
      ${!asks && !fixed && html`<div class="row"><button type="button" class="btn small" disabled=${lost} onClick=${() => setEditing(true)}>${own ? 'Work for another studio…' : 'Change the address…'}</button>${!own && html`<button type="button" class="btn small plain" disabled=${lost} onClick=${() => leave(address, save)}>Leave this studio…</button>`}</div>`}</div></section>`;
}
