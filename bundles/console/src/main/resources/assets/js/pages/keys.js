// Who may call, and when last?
import { del, post } from '../api.js';
import { ago, iso, middle, plural, when } from '../format.js';
import { Copy } from '../parts/copy.js';
import { closeDialog, Dialog, openDialog } from '../parts/dialog.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { useStop } from '../parts/table.js';
import { refresh, useTopic } from '../store.js';
import { html, Icon, Pill, useNow, useState } from '../ui.js';

const ROLES = [
  ['submit', 'Submit', 'hands in jobs, sees its own, uses the OpenAI-compatible address'],
  ['viewer', 'Viewer', 'looks at everything, changes nothing'],
  ['operator', 'Operator', 'jobs, workers, approvals and models, but no keys'],
  ['admin', 'Admin', 'everything, keys as well'],
];
const roleOf = (id) => ROLES.find((r) => r[0] === id) || [id, id, ''];

function Secret({ made, onClose }) {
  const footer = html`<span class="t12 second">Lost it? Revoke this key and create another.</span><button type="button" class="btn main" data-first onClick=${closeDialog}>I have stored it</button>`;
  return html`<${Dialog} firm title=${`The key “${made.name}” is made`} lead="This is the only time its secret is shown; the studio keeps no more than a fingerprint of it." onClose=${onClose} footer=${footer}>
    <div class="command"><code>${made.secret}</code><${Copy} words text=${made.secret} /></div>
    <p class="t13 second below-row">Programs send it as <code>Authorization: Bearer …</code>; an OpenAI client takes it as its API key, with the address <code>${location.origin}/v1</code>.</p></${Dialog}>`;
}

function Create({ onClose, onMade }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState('submit');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    const refuse = (text) => {
      setError(text);
      setBusy(false);
      document.getElementById('key-name')?.focus();
    };
    if (!name.trim()) return refuse('Write a name first: who or what uses this key.');
    setBusy(true);
    try {
      onMade(await post('studio/keys', { name: name.trim(), role }));
      refresh('apiKeys');
      return dialog.close();
    } catch (e) {
      return refuse(e.message);
    }
  };
  const footer = html`<span class="t12 second">Also: <code>atelier keys create --role ${role}</code></span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="new-key" class="btn main" disabled=${busy}>${busy ? 'Creating…' : 'Create key'}</button>`;
  return html`<${Dialog} title="Create a key?" lead="Whoever holds it may do what its role allows, until it is revoked." onClose=${onClose} footer=${footer}>
    <form id="new-key" class="stack" noValidate onSubmit=${submit}><label class="label"><span>Name</span><input class="field" id="key-name" data-first autocomplete="off" maxlength="200" placeholder="render farm, Lea's notebook" value=${name} aria-invalid=${!!error} aria-describedby=${error ? 'key-wrong' : undefined} onInput=${(e) => (setError(''), setName(e.target.value))} /></label>
      ${error && html`<p class="t13 is-bad" id="key-wrong" role="alert">${error}</p>`}
      <fieldset class="roles"><legend class="t12 second">Role</legend>${ROLES.map(([id, text, about]) => html`<label><input type="radio" name="role" checked=${role === id} onChange=${() => setRole(id)} /><span><b>${text}</b><span class="second t13 below">${about}</span></span></label>`)}</fieldset></form></${Dialog}>`;
}

function revoke(key) {
  openDialog({
    title: `Revoke the key “${key.name}”?`,
    lead: `Whoever uses it is refused from then on. ${key.lastUsed ? `Last used ${ago(key.lastUsed)}.` : 'It has not been used since this studio started.'} Jobs it handed in go on. A revoked key does not come back.`,
    confirm: 'Revoke the key',
    risky: true,
    cli: 'atelier keys revoke ' + key.id,
    action: () => del('studio/keys/' + encodeURIComponent(key.id)).then(() => refresh('apiKeys')),
  });
}

function Table({ keys, lost }) {
  const now = useNow(true);
  const stop = useStop(keys.map((k) => k.id));
  return html`<div class="card"><table><thead><tr><th scope="col">Key</th><th scope="col">Role</th><th scope="col" class="num wide-only">Created</th><th scope="col" class="num wide-only">Last used</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
    <tbody>${keys.map((k) => html`<tr key=${k.id} data-row onFocusIn=${stop.seen(k.id)}><td><span class="pair bold">${k.name}</span><span class="pair"><code class="t12" title=${k.id}>${middle(k.id)}</code></span></td>
      <td><${Pill}>${roleOf(k.role)[1]}</${Pill}></td><td class="num second wide-only"><time title=${iso(k.createdAt)}>${when(k.createdAt)}</time></td>
      <td class="num second wide-only">${k.lastUsed ? html`<time title=${iso(k.lastUsed)}>${ago(k.lastUsed, now)}</time>` : html`<span title="since this studio started">not yet</span>`}</td>
      <td><div class="row end"><button type="button" class="btn small risky" tabindex=${stop.tab(k.id)} disabled=${lost} aria-label=${'Revoke ' + k.name} onClick=${() => revoke(k)}>Revoke…</button></div></td></tr>`)}</tbody></table></div>`;
}

export default function Keys({ lost }) {
  const topic = useTopic('apiKeys');
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState(null);
  const keys = topic.data || [];
  const create = html`<button type="button" class="btn main" disabled=${lost} onClick=${() => setCreating(true)}><${Icon} name="keys" />Create key…</button>`;
  return html`<${Head} title="Keys" lead=${topic.data && (keys.length ? `${plural(keys.length, 'key')} to this studio's API.` : 'Only this console and the admin token of this home may call the studio.')}>${keys.length > 0 && create}</${Head}>
    ${topic.error && html`<${Failure} error=${topic.error} what=${topic.data ? 'Not up to date.' : 'The keys could not be read.'} again=${() => refresh('apiKeys')} />`}
    ${!topic.data && !topic.error && html`<${Wait} />`}
    ${keys.length > 0 && html`<${Table} keys=${keys} lost=${lost} />`}
    ${topic.data && !keys.length && html`<div class="card empty"><p>No keys yet. A program needs one to hand in jobs.</p>${create}</div>`}
    ${creating && html`<${Create} onClose=${() => setCreating(false)} onMade=${setMade} />`}
    ${made && html`<${Secret} made=${made} onClose=${() => setMade(null)} />`}`;
}
