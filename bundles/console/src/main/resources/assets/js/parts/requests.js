// Machines that ask to join. Nothing is approved before somebody has compared the fingerprint.
import { post } from '../api.js';
import { ago, iso, middle } from '../format.js';
import { engineNames, memoryText } from '../hosts.js';
import { kindNames } from '../kinds.js';
import { refresh } from '../store.js';
import { html, Pill, useEffect, useRef, useState } from '../ui.js';
import { Copy } from './copy.js';
import { closeDialog, Dialog, openDialog } from './dialog.js';
import { code, Facts } from './facts.js';

const nameOf = (request) => (request.capabilities || {}).machineName || request.installId;
const decide = (request, verb, body) => post(`studio/workers/pending/${encodeURIComponent(request.requestId)}/${verb}`, body).finally(() => {
  refresh('requests');
  refresh('hosts');
});

const Print = ({ text, id }) => html`<div class="print"><span class="t12 quiet" id=${id}>Fingerprint</span><div role="group" aria-labelledby=${id}><code>${text}</code><${Copy} text=${text} label="Copy the fingerprint" /></div></div>`;

function approve(request) {
  openDialog({
    title: `Approve ${nameOf(request)}?`,
    lead: 'It is offered jobs of this studio and sees their prompts and inputs. Approve only if that machine shows these sixteen characters.',
    body: html`<${Print} text=${request.fingerprint} id="print-dialog" /><p class="t13 second below-row">They stand there on its Worker page, and <code>atelier status</code> prints them.</p>`,
    confirm: 'Fingerprint matches, approve',
    cli: 'atelier workers approve ' + request.requestId,
    action: () => decide(request, 'approve'),
  });
}

function Reject({ request, onClose }) {
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    if (!reason.trim()) {
      setError('Write a reason first; that machine shows it.');
      document.getElementById('reject-reason').focus();
      return;
    }
    await decide(request, 'reject', { reason: reason.trim() }).then(() => dialog.close(), (e) => setError(e.message));
  };
  const footer = html`<span class="t12 second"></span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="reject" class="btn risky">Reject ${nameOf(request)}</button>`;
  return html`<${Dialog} title=${`Reject ${nameOf(request)}?`} lead="It gets no jobs and stops asking. Its operator can reset it and ask again." onClose=${onClose} footer=${footer}>
    <form id="reject" noValidate onSubmit=${submit}><label class="label"><span>Reason, shown on that machine</span><input class="field" id="reject-reason" data-first maxlength="500" value=${reason} aria-invalid=${!!error} aria-describedby=${error ? 'reject-wrong' : undefined} onInput=${(e) => (setError(''), setReason(e.target.value))} /></label>
      ${error && html`<p class="t13 is-bad below-row" id="reject-wrong" role="alert">${error}</p>`}</form></${Dialog}>`;
}

function Request({ request, now, lost }) {
  const [rejecting, setRejecting] = useState(false);
  const has = request.capabilities || {};
  const id = 'ask-' + request.requestId;
  return html`<section class="card due" aria-labelledby=${id}><header><h2 id=${id}>${nameOf(request)} asks to join</h2><${Pill} tone="warn">Waiting for you</${Pill}>
      <span class="t12 quiet right wide-only"><time title=${iso(request.createdAt)}>asked ${ago(request.createdAt, now)}</time></span></header>
    <div class="asks"><div><${Print} text=${request.fingerprint} id=${id + '-print'} /><p class="t13 second">Approve only if that machine shows the same sixteen characters. Run <code>atelier status</code> there to see them.</p></div>
      <div><${Facts} rows=${[
        ['Signed in as', has.username && `${has.username} on ${has.machineName}`],
        ['From', request.address],
        ['Offers', [memoryText(has), kindNames(has.taskKinds)].filter(Boolean).join('; ')],
        ['Engines', engineNames(has).join(', ')],
        ['Version', has.agentVersion],
        ['Request', code(request.requestId, 'Copy the request id')],
      ]} /></div></div>
    <div class="decide"><span class="t12 quiet wide-only">Until then it gets no jobs and sees nothing.</span><span class="row right"><button type="button" class="btn risky" disabled=${lost} aria-label=${'Reject ' + nameOf(request)} onClick=${() => setRejecting(true)}>Reject…</button>
      <button type="button" class="btn main" disabled=${lost} onClick=${() => approve(request)}>Fingerprint matches, approve</button></span></div>
    ${rejecting && html`<${Reject} request=${request} onClose=${() => setRejecting(false)} />`}</section>`;
}

/** One that asked again with another fingerprint replaces its former request; that is said, since somebody may be comparing. */
function useReplaced(requests) {
  const before = useRef([]);
  const [replaced, setReplaced] = useState('');
  useEffect(() => {
    const ids = new Set(requests.map((r) => r.requestId));
    const again = before.current.find((old) => !ids.has(old.requestId) && requests.some((r) => r.installId === old.installId));
    if (again) setReplaced(`${nameOf(again)} asked again with a new fingerprint (before: ${middle(again.fingerprint, 9)}).`);
    before.current = requests;
  }, [requests]);
  return replaced;
}

export function Requests({ requests, now, lost }) {
  const replaced = useReplaced(requests);
  return html`<div class="stack" role="group" aria-label="Machines that ask to join">${replaced && html`<p class="note" role="status">${replaced}</p>`}
    ${requests.map((r) => html`<${Request} key=${r.requestId} request=${r} now=${now} lost=${lost} />`)}</div>`;
}
