// What can be done with a task as it stands, and what each of it means.
import { del, post, url } from '../api.js';
import { may, sessionPath, taskPath, taskTitle } from '../agents.js';
import { go, path } from '../router.js';
import { html, Icon, useState } from '../ui.js';
import { Copy } from './copy.js';
import { closeDialog, Dialog, openDialog } from './dialog.js';
import { More } from './more.js';

export const patchName = (task) => 'task-' + task.taskId.slice(0, 8) + '.patch';

/** Branch names come from a repository: they are typed into a shell only as one word. */
const word = (text) => (/^[A-Za-z0-9._/+@:-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`);

export function branchCommands(task, patch) {
  const branch = task.branch || 'atelier/' + task.taskId.slice(0, 8);
  const from = task.baseCommit ? ' ' + word(task.baseCommit) : '';
  return ['git switch -c ' + word(branch) + from, (patch.mail ? 'git am ' : 'git apply --index ') + patchName(task)];
}

function branch(task, patch, href) {
  const lines = branchCommands(task, patch);
  openDialog({
    title: 'Take the work as a branch',
    lead: 'Nothing is pushed from here. In a clone of the repository, with the patch beside it:',
    body: html`<div class="stack">${lines.map((line) => html`<div class="command"><code>${line}</code><${Copy} words text=${line} /></div>`)}
      <p><a class="btn" href=${href} download=${patchName(task)}><${Icon} name="down" />Export patch</a></p>
      ${task.repositories.length > 1 && html`<p class="t13 second">The task has ${task.repositories.length} repositories; take into each what is its own.</p>`}</div>`,
    cancel: 'Close',
  });
}

function Changes({ task, onClose, done }) {
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    if (!text.trim()) {
      setError('Say first what is to change.');
      document.getElementById('wanted').focus();
      return;
    }
    setBusy(true);
    await post(taskPath(task.taskId, 'request-changes'), { prompt: text }).then(() => (dialog.close(), done()), (e) => (setError(e.message), setBusy(false)));
  };
  const footer = html`<span></span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="changes" class="btn main" disabled=${busy}>${busy ? 'Sending…' : 'Request changes'}</button>`;
  return html`<${Dialog} title="Request changes" lead="The agent goes on from what it has done, on the same worker if that is there." onClose=${onClose} footer=${footer}>
    <form id="changes" noValidate onSubmit=${submit}><label class="label"><span>What is to change</span><textarea class="field" id="wanted" data-first rows="5" maxlength="262144" value=${text} aria-invalid=${!!error} aria-describedby=${error ? 'wanted-wrong' : undefined} onInput=${(e) => (setError(''), setText(e.target.value))}></textarea></label>
      ${error && html`<p class="t13 is-bad below-row" id="wanted-wrong" role="alert">${error}</p>`}</form></${Dialog}>`;
}

const asks = {
  cancel: (task) => ({ title: 'Cancel this task?', lead: task.phase === 'queued' ? 'No worker has begun it.' : 'The agent is ended. What it has done so far stays with the worker for some days.', confirm: 'Cancel the task', risky: true, cancel: 'Keep it' }),
  reject: () => ({ title: 'Reject this work?', lead: 'The worker removes its files. The events stay here.', confirm: 'Reject the work', risky: true }),
};

/** {now, problem, act, ask, remove}: `now` is the verb that is under way, `act` does one at once, `ask` asks first. */
export function useActions(task, done) {
  const [now, setNow] = useState('');
  const [problem, setProblem] = useState('');
  const act = async (verb) => {
    setNow(verb);
    setProblem('');
    try {
      await post(taskPath(task.taskId, verb));
    } catch (e) {
      setProblem(e.message);
    }
    setNow('');
    done();
  };
  const ask = (verb) => openDialog({ ...asks[verb](task), action: () => post(taskPath(task.taskId, verb)).finally(done) });
  const remove = () => openDialog({
    title: `Delete “${taskTitle(task).slice(0, 80)}”?`,
    lead: 'Its events, questions and answers are gone for good; so are its files on the worker.',
    confirm: 'Delete the task',
    risky: true,
    action: async () => {
      await del(taskPath(task.taskId));
      go(path('agents'));
    },
  });
  return { now, problem, act, ask, remove };
}

/** `patch` is null where there is none. */
export function TaskActions({ task, run, patch, lost, actions, done }) {
  const [changing, setChanging] = useState(false);
  const can = may(task);
  const { now, act, ask, remove } = actions;
  const off = lost || !!now;
  const href = run && url(sessionPath(run.sessionId, '/patch'));
  const settled = can.finish && !can.approve; // to reject it after all is rare
  const items = [
    settled && can.reject && { name: 'Reject…', risky: true, act: () => ask('reject'), disabled: off },
    can.remove && { name: 'Delete…', risky: true, act: remove, disabled: off },
  ].filter(Boolean);
  return html`<div class="row task-actions">
    ${patch && html`<a class="btn" href=${href} download=${patchName(task)}><${Icon} name="down" />Export patch</a><button type="button" class="btn" onClick=${() => branch(task, patch, href)}>Branch…</button>`}
    ${can.cancel && html`<button type="button" class="btn risky" disabled=${off || (run && run.cancelWanted)} onClick=${() => ask('cancel')}>${run && run.cancelWanted ? 'Cancelling…' : 'Cancel…'}</button>`}
    ${can.reject && !settled && html`<button type="button" class="btn risky" disabled=${off} onClick=${() => ask('reject')}>Reject…</button>`}
    ${can.change && html`<button type="button" class="btn" disabled=${off} onClick=${() => setChanging(true)}>Request changes…</button>`}
    ${settled && html`<button type="button" class="btn" disabled=${off} onClick=${() => act('done')}>${now === 'done' ? 'Marking…' : 'Mark as done'}</button>`}
    ${can.retry && html`<button type="button" class="btn main" disabled=${off} onClick=${() => act('retry')}>${now === 'retry' ? 'Handing in…' : 'Retry'}</button>`}
    ${can.approve && html`<button type="button" class="btn main" disabled=${off} onClick=${() => act('approve')}>${now === 'approve' ? 'Approving…' : 'Approve'}</button>`}
    ${items.length > 0 && html`<${More} label="More actions for this task" items=${items} />`}
    ${changing && html`<${Changes} task=${task} onClose=${() => setChanging(false)} done=${done} />`}</div>`;
}
