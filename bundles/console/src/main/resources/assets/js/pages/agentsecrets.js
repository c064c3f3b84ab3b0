// What agents are given and nobody is shown: keys of models, tokens of forges.
import { del, put } from '../api.js';
import { repositoryName, useRead } from '../agents.js';
import { ago, iso, plural } from '../format.js';
import { closeDialog, Dialog, openDialog } from '../parts/dialog.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { useStop } from '../parts/table.js';
import { html, Icon, useNow, useRef, useState } from '../ui.js';

const at = (name) => 'studio/agents/secrets/' + encodeURIComponent(name);

/** The value stays in its field and goes with it: no other part of the page ever holds it. */
function Write({ old, onClose, done }) {
  const [name, setName] = useState(old ? old.name : '');
  const [repository, setRepository] = useState((old && old.repository) || '');
  const [several, setSeveral] = useState(false);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const value = useRef();
  const refuse = (text, id) => {
    setError(text);
    setBusy(false);
    document.getElementById(id).focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    if (!name.trim()) return refuse('Name the variable first.', 'secret-name');
    if (!value.current.value) return refuse('Write its value first.', 'secret-value');
    setBusy(true);
    const body = { value: value.current.value };
    if (repository.trim()) body.repository = repository.trim();
    try {
      await put(at(name.trim()), body);
      value.current.value = '';
      done();
      return dialog.close();
    } catch (e) {
      return refuse(e.message, e.code === 'invalid_secret_name' ? 'secret-name' : 'secret-value');
    }
  };
  const typed = () => error && setError('');
  const field = several
    ? html`<textarea class="field mono" id="secret-value" key="several" ref=${value} rows="6" autocomplete="off" spellcheck="false" onInput=${typed}></textarea>`
    : html`<input class="field" type="password" id="secret-value" key="one" ref=${value} autocomplete="new-password" data-first=${old ? '' : undefined} onInput=${typed} />`;
  const footer = html`<span class="t12 second">Sealed on disk; never shown again.</span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="secret" class="btn main" disabled=${busy}>${busy ? 'Writing…' : old ? 'Replace the value' : 'Write the secret'}</button>`;
  return html`<${Dialog} title=${old ? `Replace ${old.name}` : 'Add a secret'} lead="Runs that begin from now on get it as an environment variable." onClose=${onClose} footer=${footer}>
    <form id="secret" class="stack" noValidate onSubmit=${submit}>
      <label class="label"><span>Name</span><input class="field mono" id="secret-name" data-first=${old ? undefined : ''} readonly=${!!old} autocomplete="off" spellcheck="false" maxlength="128" placeholder="ANTHROPIC_API_KEY" value=${name} onInput=${(e) => (typed(), setName(e.target.value))} /></label>
      <label class="label"><span>Repository, empty for all</span><input class="field" id="secret-repository" readonly=${!!old} autocomplete="off" spellcheck="false" maxlength="1000" placeholder="https://git.example.com/demo.git" value=${repository} onInput=${(e) => (typed(), setRepository(e.target.value))} /></label>
      <div><label class="label" for="secret-value"><span>Value</span></label>${field}<label class="switch"><input type="checkbox" checked=${several} onChange=${(e) => setSeveral(e.target.checked)} />It has several lines (it is then seen while it is typed)</label></div>
      ${error && html`<p class="t13 is-bad" role="alert">${error}</p>`}</form></${Dialog}>`;
}

function remove(secret, done) {
  openDialog({
    title: `Delete ${secret.name}?`,
    lead: `Runs that begin from now on do not get it${secret.repository ? ' for ' + repositoryName(secret.repository) : ''}. Those under way keep what they were given.`,
    confirm: 'Delete the secret',
    risky: true,
    action: () => del(at(secret.name) + (secret.repository ? '?repository=' + encodeURIComponent(secret.repository) : '')).then(done),
  });
}

export function AgentSecrets({ lost, tabs }) {
  const now = useNow(true);
  const { data, error, again } = useRead('studio/agents/secrets');
  const [writing, setWriting] = useState(null);
  const secrets = (data && data.secrets) || [];
  const keyOf = (s) => s.name + ' ' + (s.repository || '');
  const stop = useStop(secrets.map(keyOf));
  const add = html`<button type="button" class="btn main" disabled=${lost} onClick=${() => setWriting({})}><${Icon} name="keys" />Add a secret…</button>`;
  return html`<${Head} title="Agents" lead=${data && (secrets.length ? `${plural(secrets.length, 'secret')}. Values are never shown; writing one again replaces it.` : 'No secret is kept for agents.')}>${secrets.length > 0 && add}</${Head}>${tabs}
    ${error && html`<${Failure} error=${error} what=${data ? 'Not up to date.' : 'The secrets could not be read.'} again=${again} />`}
    ${!data && !error && html`<${Wait} />`}
    ${secrets.length > 0 && html`<div class="card"><table class="secrets"><thead><tr><th scope="col">Name</th><th scope="col" class="wide-only">For</th><th scope="col" class="num wide-only">Written</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
      <tbody>${secrets.map((s) => html`<tr key=${keyOf(s)} data-row onFocusIn=${stop.seen(keyOf(s))}><td class="breaks"><code class="bold">${s.name}</code> <span class="narrow-text t12 second">${s.repository || 'every repository'}</span></td><td class="wide-only breaks">${s.repository ? html`<span title=${s.repository}>${s.repository}</span>` : html`<span class="second">every repository</span>`}</td>
        <td class="num second wide-only"><time title=${iso(s.updatedAt)}>${ago(s.updatedAt, now)}</time> by ${s.updatedBy}</td>
        <td><div class="row end"><button type="button" class="btn small" tabindex=${stop.tab(keyOf(s))} disabled=${lost} aria-label=${'Replace ' + s.name} onClick=${() => setWriting(s)}>Replace…</button><button type="button" class="btn small risky" tabindex=${stop.tab(keyOf(s))} disabled=${lost} aria-label=${'Delete ' + s.name} onClick=${() => remove(s, again)}>Delete…</button></div></td></tr>`)}</tbody></table></div>`}
    ${data && !secrets.length && html`<div class="card empty"><p>An agent needs the key of its model. Secrets go into its container and nowhere else.</p>${add}</div>`}
    ${writing && html`<${Write} old=${writing.name ? writing : null} onClose=${() => setWriting(null)} done=${again} />`}`;
}
