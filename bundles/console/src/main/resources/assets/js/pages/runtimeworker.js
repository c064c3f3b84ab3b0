// One worker of a runtime: what it was told, what it says, and a line to say more.
import { get, post } from '../api.js';
import { accepted, ended, troubles, workerPath, workerState } from '../fleet.js';
import { code, Facts } from '../parts/facts.js';
import { openDialog } from '../parts/dialog.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { Talk } from '../parts/talk.js';
import { useTranscript } from '../transcript.js';
import { path } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Icon, Pill, useEffect, useState } from '../ui.js';

const Back = () => html`<p class="row back"><a class="t13" href=${path('fleet') + '?tab=workers'}>Runtime workers</a></p>`;

function useWorker(address, stirred) {
  const [state, setState] = useState({ worker: null, error: null });
  const read = () => get(workerPath(address)).then((worker) => setState({ worker, error: null }), (error) => setState((old) => ({ ...old, error })));
  useEffect(() => void read(), [stirred]);
  return { ...state, read };
}

function stop(worker, done) {
  openDialog({
    title: `Stop ${worker.label}?`,
    lead: 'It answers no more, for good. What was said stays readable.',
    confirm: 'Stop the worker',
    risky: true,
    action: async () => {
      accepted(await post(workerPath(worker, 'stop'), {}));
      done();
    },
  });
}

function Say({ worker, lost, said }) {
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [, , why] = workerState(worker);
  const takes = worker.capabilities.can_accept_input;
  const reason = ended(worker) ? 'This worker has ended; nothing can be said to it.' : takes ? '' : worker.status === 'running' ? 'It is answering; what you write is not queued.' : 'It takes nothing now' + (why ? ': ' + why + '.' : '.');
  const send = async () => {
    if (!text.trim() || busy || !takes || lost) return;
    setBusy(true);
    setError('');
    try {
      accepted(await post(workerPath(worker, 'input'), { kind: 'user', content: text }));
      setText('');
      said();
    } catch (e) {
      setError(e.message);
    }
    setBusy(false);
  };
  const keys = (e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && (e.preventDefault(), send());
  if (ended(worker)) return html`<p class="t13 second pad">${reason}</p>`;
  return html`<form class="say" onSubmit=${(e) => (e.preventDefault(), send())}><textarea class="field" aria-label="Say something" rows="2" placeholder="Say something" value=${text} onKeyDown=${keys} onInput=${(e) => (setError(''), setText(e.target.value))}></textarea>
    <button type="submit" class="btn main" disabled=${lost || busy || !takes || !text.trim()}>${busy ? 'Sending…' : 'Send'}</button>
    ${(error || reason) && html`<p class=${'t12 ' + (error ? 'is-bad' : 'second')} role=${error ? 'alert' : 'status'}>${error || reason}</p>`}</form>`;
}

export function RuntimeWorker({ runtime, id, lost }) {
  const address = { runtime_id: runtime, worker_id: id };
  const talk = useTranscript(address);
  const { worker, error, read } = useWorker(address, talk.turn);
  const runtimes = (useTopic('runtimes').data || {}).items || [];
  const done = () => {
    read();
    refresh('runtimeWorkers');
  };
  if (!worker) return html`<${Back} /><${Head} title="Runtime worker" lead=${error && error.status === 404 ? 'No runtime of this fleet knows this worker.' : ''} />${error ? html`<${Failure} error=${error} again=${read} />` : html`<${Wait} />`}`;
  const [word, tone, why] = workerState(worker);
  const cancel = async () => {
    try {
      accepted(await post(workerPath(worker, 'cancel'), {}));
      done();
    } catch (e) {
      talk.tell(e.message);
    }
  };
  const over = ended(worker);
  const about = runtimes.find((r) => r.runtime_id === runtime);
  return html`<${Back} /><${Head} title=${worker.label} lead=${[worker.role, worker.profile].filter(Boolean).join(', ')}>
      ${!over && html`<div class="row"><button type="button" class="btn" disabled=${lost} onClick=${cancel}>Cancel</button><button type="button" class="btn risky" disabled=${lost} onClick=${() => stop(worker, done)}>Stop…</button></div>`}</${Head}>
    <div class="split"><section class="card talk-card" aria-label="Transcript"><header><span role="status"><${Pill} tone=${tone}>${word}</${Pill}></span><span class="t12 second">${why}</span></header>
        ${talk.problem && html`<div class="note warn"><${Icon} name="warn" /><div>${talk.problem}</div></div>`}
        <${Talk} talk=${talk} />
        <${Say} worker=${worker} lost=${lost} said=${talk.follow} /></section>
      <section class="card" aria-label="About this worker"><div class="pad"><${Facts} rows=${[
        ['Worker id', code(worker.worker_id, 'Copy the worker id')],
        ['Runtime', about ? about.label : runtime],
        ['Role', worker.role],
        ['Profile', worker.profile],
        ['Seen by', worker.workspace && worker.workspace.visibility === 'backend_internal' ? 'this process' : 'a remote runtime'],
        ['Trouble', troubles(worker.diagnostics)],
      ]} /></div></section></div>`;
}
