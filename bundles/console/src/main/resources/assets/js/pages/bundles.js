// Which config bundles are there, and which runtimes have them?
import { get, post } from '../api.js';
import { accepted, runtimePath } from '../fleet.js';
import { digest, plural } from '../format.js';
import { closeDialog, Dialog } from '../parts/dialog.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { useTopic } from '../store.js';
import { html, Icon, Pill, useEffect, useRef, useState } from '../ui.js';

const items = (topic) => (topic.data || {}).items || [];

/** Bundles of all runtimes as rows: what each runtime holds under that id. */
function rowsOf(held) {
  const rows = new Map();
  for (const [runtime, bundles] of Object.entries(held)) {
    for (const bundle of bundles) {
      if (!rows.has(bundle.id)) rows.set(bundle.id, { id: bundle.id, at: {} });
      rows.get(bundle.id).at[runtime] = bundle;
    }
  }
  return [...rows.values()].sort((a, b) => a.id.localeCompare(b.id));
}

function useHeld(runtimes) {
  const [held, setHeld] = useState({ by: {}, troubles: {}, read: false });
  const ids = runtimes.map((r) => r.runtime_id).join(' ');
  const read = async () => {
    const by = {};
    const troubles = {};
    await Promise.all(runtimes.map(async (r) => {
      try {
        const answer = await get(runtimePath(r.runtime_id, 'config-bundles'));
        const bad = (answer.diagnostics || []).find((d) => d.severity !== 'info');
        if (bad) troubles[r.runtime_id] = bad.message;
        else by[r.runtime_id] = answer.bundles;
      } catch (e) {
        troubles[r.runtime_id] = e.message;
      }
    }));
    setHeld({ by, troubles, read: true });
  };
  useEffect(() => {
    if (ids) read();
  }, [ids]);
  return [held, read];
}

function Cell({ bundle, newest, trouble }) {
  if (trouble) return html`<td><${Pill} tone="bad">No answer</${Pill}></td>`;
  if (!bundle) return html`<td><span class="quiet">missing</span></td>`;
  return html`<td title=${bundle.digest}><${Pill} tone=${bundle.digest === newest ? 'ok' : 'warn'}>${bundle.digest === newest ? 'Here' : 'Other digest'}</${Pill}></td>`;
}

function Sync({ file, bundle, runtimes, onClose, onDone }) {
  const [chosen, setChosen] = useState(() => new Set(runtimes.map((r) => r.runtime_id)));
  const [results, setResults] = useState(null);
  const flip = (id) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const sync = async () => {
    setResults({});
    await Promise.all([...chosen].map(async (id) => {
      let said = ['Synced', 'ok', ''];
      try {
        accepted(await post(runtimePath(id, 'config-bundles'), { bundle }));
      } catch (e) {
        said = ['Refused', 'bad', e.message];
      }
      setResults((old) => ({ ...old, [id]: said }));
    }));
    onDone();
  };
  const meta = bundle.metadata || {};
  const footer = html`<span class="t12 second">Each runtime checks the digest itself.</span><button type="button" class="btn" onClick=${closeDialog}>${results ? 'Close' : 'Cancel'}</button>${!results && html`<button type="button" class="btn main" disabled=${!chosen.size} onClick=${sync}>Sync the bundle</button>`}`;
  return html`<${Dialog} title=${`Sync ${meta.id || file}`} lead=${`Revision ${meta.revision || 'unknown'}, digest ${digest(meta.digest) || 'unknown'}. A bundle of that id is replaced; workers keep the one they began with.`} onClose=${onClose} footer=${footer}>
    <ul class="effects">${runtimes.map((r) => {
      const [word, tone, why] = (results && results[r.runtime_id]) || (results && chosen.has(r.runtime_id) ? ['Syncing…', 'live', ''] : ['', '', '']);
      return html`<li class="sync"><label class="switch"><input type="checkbox" checked=${chosen.has(r.runtime_id)} disabled=${!!results} onChange=${() => flip(r.runtime_id)} />${r.label}</label><span>${word && html`<${Pill} tone=${tone}>${word}</${Pill}>`} ${why && html`<span class="t12 is-bad" role="alert">${why}</span>`}</span></li>`;
    })}</ul></${Dialog}>`;
}

export function Bundles({ lost, tabs }) {
  const topic = useTopic('runtimes');
  const runtimes = items(topic);
  const [held, read] = useHeld(runtimes);
  const [syncing, setSyncing] = useState(null);
  const [problem, setProblem] = useState('');
  const file = useRef();
  const rows = rowsOf(held.by);
  const take = async (event) => {
    const [chosen] = event.target.files;
    event.target.value = '';
    setProblem('');
    if (!chosen) return;
    try {
      const parsed = JSON.parse(await chosen.text());
      setSyncing({ file: chosen.name, bundle: parsed.bundle || parsed });
    } catch {
      setProblem(`${chosen.name} is not JSON. Choose the file of a config bundle.`);
    }
  };
  const choose = html`<button type="button" class="btn main" disabled=${lost || !runtimes.length} onClick=${() => file.current.click()}><${Icon} name="up" />Sync a bundle…</button>`;
  return html`<${Head} title="Fleet" lead=${held.read && `${plural(rows.length, 'config bundle')} at ${plural(runtimes.length, 'runtime')}.`}>${rows.length > 0 && choose}</${Head}>${tabs}
    <input ref=${file} type="file" hidden aria-label="A config bundle" accept="application/json,.json" onChange=${take} />
    ${problem && html`<div class="note bad newer-gap" role="alert"><${Icon} name="warn" /><div>${problem}</div></div>`}
    ${topic.error && html`<${Failure} error=${topic.error} />`}
    ${!held.read && !topic.error && html`<${Wait} />`}
    ${rows.length > 0 && html`<div class="card sideways"><table><thead><tr><th scope="col">Bundle</th><th scope="col" class="wide-only">Digest</th>${runtimes.map((r) => html`<th scope="col">${r.label}</th>`)}</tr></thead><tbody>${rows.map((row) => {
      const newest = Object.values(row.at).reduce((a, b) => (b.created_at > a.created_at ? b : a));
      return html`<tr key=${row.id}><td><span class="pair bold">${row.id}</span><span class="pair">${newest.revision} · ${plural(newest.profile_count, 'profile')}, ${plural(newest.declaration_count, 'declaration')}</span></td><td class="wide-only"><code class="t12" title=${newest.digest}>${digest(newest.digest)}</code></td>${runtimes.map((r) => html`<${Cell} bundle=${row.at[r.runtime_id]} newest=${newest.digest} trouble=${held.troubles[r.runtime_id]} />`)}</tr>`;
    })}</tbody></table></div>`}
    ${held.read && !rows.length && html`<div class="card empty"><p>No bundles yet. A bundle says which profiles a worker may have and what it may use; it holds no secrets.</p>${choose}</div>`}
    ${syncing && html`<${Sync} ...${syncing} runtimes=${runtimes} onClose=${() => setSyncing(null)} onDone=${read} />`}`;
}
