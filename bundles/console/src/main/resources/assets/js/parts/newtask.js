// A new task: what is to be done, in which repository, by whom.
import { post } from '../api.js';
import { AGENTS } from '../agents.js';
import { go, path } from '../router.js';
import { html, useState } from '../ui.js';
import { closeDialog, Dialog } from './dialog.js';

const MOST_REPOSITORIES = 16;

function wrong(form) {
  if (!form.prompt.trim()) return ['prompt', 'Say first what is to be done.'];
  const missing = form.repositories.findIndex((r) => !r.path.trim() || !r.branch.trim());
  return missing < 0 ? null : ['path-' + missing, 'Each repository needs an address and the branch to begin from.'];
}

function request(form) {
  const body = { prompt: form.prompt, agentType: form.agentType, repositories: form.repositories.map((r) => ({ path: r.path.trim(), branch: r.branch.trim() })) };
  for (const name of ['title', 'branch', 'agentModel']) if (form[name].trim()) body[name] = form[name].trim();
  return body;
}

/** Which of the agents somebody is there for; none where no worker says. */
const offered = (workers) => new Set(workers.filter((w) => w.healthy).flatMap((w) => w.agents));

function Repository({ at, value, known, set, remove }) {
  return html`<div class="repository"><label class="label"><span>Repository</span><input class="field" id=${'task-path-' + at} list="task-known" autocomplete="off" spellcheck="false" maxlength="1000" placeholder="https://git.example.com/demo.git" value=${value.path} onInput=${(e) => set({ ...value, path: e.target.value })} /></label>
    <label class="label"><span>Begin from</span><input class="field" id=${'task-from-' + at} autocomplete="off" spellcheck="false" maxlength="200" value=${value.branch} onInput=${(e) => set({ ...value, branch: e.target.value })} /></label>
    ${remove && html`<button type="button" class="btn small plain" aria-label=${'Leave out repository ' + (at + 1)} onClick=${remove}>Leave out</button>`}</div>`;
}

export function NewTask({ tasks, workers, onClose }) {
  const last = tasks[0] ? tasks[0].repositories : [{ path: '', branch: 'main' }];
  const [form, setForm] = useState({ prompt: '', title: '', branch: '', agentModel: '', agentType: tasks[0] ? tasks[0].agentType : AGENTS[0][0], repositories: last });
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const set = (values) => (setError(''), setForm({ ...form, ...values }));
  const there = offered(workers);
  const known = [...new Set(tasks.flatMap((t) => t.repositories.map((r) => r.path)))].slice(0, 20);
  const agent = AGENTS.find((a) => a[0] === form.agentType) || AGENTS[0];
  const refuse = (text, field) => {
    setError(text);
    setBusy(false);
    document.getElementById('task-' + field)?.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    const dialog = event.currentTarget.closest('dialog');
    const problem = wrong(form);
    if (problem) return refuse(problem[1], problem[0]);
    setBusy(true);
    try {
      const task = await post('studio/agents/tasks', request(form));
      dialog.close();
      return go(path('agents', task.taskId));
    } catch (e) {
      return refuse(e.message, 'prompt');
    }
  };
  const keys = (e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && (e.preventDefault(), e.currentTarget.form.requestSubmit());
  const line = (name, label, extra) => html`<label class="label"><span>${label}</span><input class="field" id=${'task-' + name} autocomplete="off" spellcheck="false" ...${extra} value=${form[name]} onInput=${(e) => set({ [name]: e.target.value })} /></label>`;
  const repositories = (change) => set({ repositories: change(form.repositories) });
  const footer = html`<span class="t12 second">Its work waits here for your review; nothing is pushed.</span><button type="button" class="btn" onClick=${closeDialog}>Cancel</button><button type="submit" form="new-task" class="btn main" disabled=${busy}>${busy ? 'Handing in…' : 'Hand in the task'}</button>`;
  return html`<${Dialog} title="New task" lead="A worker runs a coding agent for it, in a container of its own." onClose=${onClose} footer=${footer}>
    <form id="new-task" class="stack" noValidate onSubmit=${submit}><label class="label"><span>What is to be done</span><textarea class="field" id="task-prompt" data-first rows="5" maxlength="262144" placeholder="Fix the failing test of the parser, and say what was wrong." value=${form.prompt} onKeyDown=${keys} onInput=${(e) => set({ prompt: e.target.value })}></textarea></label>
      ${form.repositories.map((r, i) => html`<${Repository} key=${i} at=${i} value=${r} set=${(value) => repositories((all) => all.map((old, at) => (at === i ? value : old)))} remove=${i > 0 && (() => repositories((all) => all.filter((_, at) => at !== i)))} />`)}
      <div class="halves"><label class="label"><span>Agent</span><select class="field" id="task-agentType" value=${form.agentType} onChange=${(e) => set({ agentType: e.target.value })}>${AGENTS.map(([id, name]) => html`<option value=${id}>${name}${there.size && !there.has(id) ? ' (no worker has it now)' : ''}</option>`)}</select></label>
        ${line('agentModel', 'Model', { maxlength: 200, placeholder: 'what the agent takes by itself' })}</div>
      <p class="t12 quiet">${agent[1]} looks for the secret ${form.agentModel.startsWith('studio/') ? 'ATELIER_API_KEY, a key of this studio' : agent[2]}.</p>
      <details class="more-options"><summary>More options</summary><div class="stack"><div class="halves">${line('title', 'Title', { maxlength: 300, placeholder: 'the first line of the prompt' })}${line('branch', 'Branch for the work', { maxlength: 200, placeholder: 'as the worker names it' })}</div>
        ${form.repositories.length < MOST_REPOSITORIES && html`<button type="button" class="btn small" onClick=${() => repositories((all) => [...all, { path: '', branch: 'main' }])}>Another repository</button>`}</div></details>
      ${error && html`<p class="t13 is-bad" role="alert">${error}</p>`}<datalist id="task-known">${known.map((k) => html`<option value=${k} />`)}</datalist></form></${Dialog}>`;
}
