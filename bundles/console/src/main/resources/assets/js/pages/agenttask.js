// One task: where it stands, what its agent does, what it has changed.
import { get } from '../api.js';
import { agentName, repositories, runOver, runState, sessionPath, taskPath, taskState, taskTitle, unserved, useRead } from '../agents.js';
import { clipped } from '../agentrows.js';
import { elapsed, iso, middle, number, plural, took, when } from '../format.js';
import { AgentEvents } from '../parts/agentevents.js';
import { AgentQuestion } from '../parts/agentquestion.js';
import { Copy } from '../parts/copy.js';
import { Diff } from '../parts/diff.js';
import { code, Facts } from '../parts/facts.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { TaskActions, useActions } from '../parts/taskactions.js';
import { parsePatch } from '../patch.js';
import { path, setQuery } from '../router.js';
import { useTopic } from '../store.js';
import { html, Icon, Pill, useEffect, useNow, useState } from '../ui.js';

const PROMPT = 4000; // characters that are shown at once

const Back = () => html`<p class="row back"><a class="t13" href=${path('agents')}>Agents</a></p>`;

const REMEDIES = {
  SECRET_REQUIRED_MISSING: 'Add the key of its model under Secrets, then retry.',
  AGENT_AUTH_FAILED: 'Replace the key of its model under Secrets, then retry.',
  AGENT_NOT_INSTALLED: 'Its image has no such agent. Choose another image (agent.default_image), or add it in the repository\u2019s .delidev/setup/Dockerfile.',
  GIT_BRANCH_NOT_FOUND: 'The repository has no such branch.',
  ENGINE_UNAVAILABLE: 'No container engine answers on that worker.',
  CONTAINER_OOM: 'It ran out of memory; agent.container.memory_limit gives it more.',
  TASK_TIMEOUT: 'It may run as long as agent.task_timeout says.',
  TASK_IDLE_TIMEOUT: 'It was silent for longer than agent.idle_timeout says.',
};

/** {patch, error, none}: the change of a run that is over. `none` where it brought none, or none was sent. */
function usePatch(run) {
  const [state, setState] = useState({});
  const [again, repeat] = useState(0);
  const over = run && runOver(run);
  const id = over && run.hasChanges ? run.sessionId : null;
  useEffect(() => {
    let current = true;
    const known = (what) => current && setState({ id, ...what });
    known({});
    if (id) get(sessionPath(id, '/patch')).then((text) => known(text ? { patch: parsePatch(String(text)) } : { none: true }), (error) => known(error.status === 404 ? { none: true } : { error }));
    return () => (current = false);
  }, [id, again]);
  if (!id) return { none: over };
  return state.id === id ? { ...state, again: () => repeat(again + 1) } : {};
}

function Prompt({ text }) {
  if (text.length <= PROMPT) return html`<p class="prompt t13">${text}</p>`;
  return html`<p class="prompt t13">${text.slice(0, PROMPT)}…</p><details><summary>All of it</summary><pre class="lines short" tabindex="0" role="group" aria-label="Prompt">${clipped(text, 60_000)}</pre></details>`;
}

const cost = (usage) => [(usage.inputTokens != null || usage.outputTokens != null) && `${number(usage.inputTokens || 0)} tokens read, ${number(usage.outputTokens || 0)} written`, usage.costUsd != null && usage.costUsd.toFixed(2) + ' USD'].filter(Boolean).join(', ');
const changes = (run) => (run.changedFiles != null && run.hasChanges ? `${plural(run.changedFiles, 'file')}, ${number(run.insertions || 0)} lines added, ${number(run.deletions || 0)} removed` : run.hasChanges === false ? 'none' : '');
const short = (id, label) => id && html`<code title=${id}>${middle(id, 6)}</code><${Copy} text=${id} label=${label} />`;

function times(run, now) {
  const from = Date.parse(run.startedAt || run.createdAt);
  const to = Date.parse(run.completedAt || '');
  return html`<time title=${iso(from)}>${when(from)}</time>, ${Number.isNaN(to) ? elapsed(now - from) : 'took ' + took(to - from)}`;
}

function Runs({ runs, at }) {
  if (runs.length < 2) return null;
  return html`<div class="pad"><h3 class="t12 quiet">Runs</h3><ol class="attempts">${runs.map((run, i) => {
    const [word, tone] = runState(run);
    return html`<li><a href=${location.pathname + '?run=' + encodeURIComponent(run.sessionId)} aria-current=${run === at ? 'true' : undefined}>Run ${i + 1}</a><${Pill} tone=${tone}>${word}</${Pill}><span class="t12 quiet">${when(run.createdAt)}</span></li>`;
  })}</ol></div>`;
}

function About({ task, run, runs, hostOf, now }) {
  return html`<aside class="card about" aria-label="About this task"><div class="pad"><${Prompt} text=${task.prompt} /></div>
    <div class="pad"><${Facts} rows=${[
      ['Agent', [agentName(task.agentType), task.agentModel].filter(Boolean).join(', ')],
      ...task.repositories.map((r) => ['Repository', html`<span class="breaks">${r.path}</span> <span class="second">from ${r.branch}</span>`]),
      ['Branch', task.branch && code(task.branch, 'Copy the branch')],
      ['Base', short(task.baseCommit, 'Copy the base commit')],
      ['Newest', task.endCommit !== task.baseCommit && short(task.endCommit, 'Copy the newest commit')],
      ['Worker', run && hostOf(run.workerId)],
      ['Run', run && times(run, now)],
      ['Changed', run && changes(run)],
      ['Usage', run && run.usage && cost(run.usage)],
      ['Exit code', run && run.exitCode ? run.exitCode : ''],
      ['Handed in', html`<time title=${iso(task.createdAt)}>${when(task.createdAt)}</time> by ${task.createdBy}`],
      ['Task id', short(task.taskId, 'Copy the task id')],
    ]} /></div><${Runs} runs=${runs} at=${run} /></aside>`;
}

function Trouble({ task, run, actions }) {
  if (actions.problem) return html`<div class="note bad newer-gap" role="alert"><${Icon} name="warn" /><div>${actions.problem}</div></div>`;
  if (!task.error || task.status !== 'in_progress' || task.errorCode === 'TASK_CANCELLED') return null;
  const again = task.phase === 'queued' ? 'It is tried again. ' : '';
  return html`<div class=${'note newer-gap ' + (again ? 'warn' : 'bad')}><${Icon} name="warn" /><div>${again}${task.error} <span class="below">${REMEDIES[task.errorCode] || (run && !again ? 'The events say what came before.' : '')}</span></div></div>`;
}

const LEADS = {
  queued: 'It begins as soon as a worker that takes tasks is free.',
  in_review: 'Its work waits for your review. Nothing is pushed from here.',
  approved: 'Approved. Take the work as a branch or a patch; marking it as done lets the worker clean up.',
  rejected: 'Rejected; its worker removes the files.',
  done: 'Done.',
};

function lead(task, takers) {
  const what = `${agentName(task.agentType)} on ${repositories(task)}.`;
  const why = unserved(task, takers);
  if (why) return what + ' It waits: ' + why + '.';
  return what + ' ' + (LEADS[task.phase === 'queued' ? 'queued' : task.phase === 'resting' ? task.status : ''] || '');
}

function Work({ run, view, patch }) {
  if (!run) return html`<div class="card empty"><p>No worker has taken it yet.</p></div>`;
  if (view === 'changes') {
    if (patch.error) return html`<${Failure} error=${patch.error} what="The change could not be read." again=${patch.again} />`;
    if (patch.patch) return html`<${Diff} patch=${patch.patch} />`;
    if (patch.none) return html`<div class="card empty"><p>${run.hasChanges === false ? 'It changed nothing.' : 'No diff was sent.'}</p></div>`;
    return runOver(run) ? html`<${Wait} />` : html`<div class="card empty"><p>What it has changed is here once it has ended.</p></div>`;
  }
  return html`<${AgentEvents} key=${run.sessionId} session=${run.sessionId} />`;
}

function Views({ view, patch }) {
  const count = patch.patch && patch.patch.files.length;
  const link = (id, name) => html`<button type="button" class="tab" aria-pressed=${view === id} onClick=${() => setQuery({ view: id })}>${name}</button>`;
  return html`<div class="tabs newer-gap" role="group" aria-label="What is shown">${link('events', 'Events')}${link('changes', 'Changes' + (count ? ` (${number(count)})` : ''))}</div>`;
}

function Shown({ task, again, query, lost }) {
  const questions = (useTopic('questions').data || []).filter((q) => q.taskId === task.taskId);
  const takers = (useRead('studio/agents/workers').data || {}).workers || [];
  const runs = [...task.sessions].sort((a, b) => a.assignment - b.assignment);
  const newest = runs[runs.length - 1];
  const run = runs.find((r) => r.sessionId === query.get('run')) || newest;
  const patch = usePatch(run);
  const actions = useActions(task, again);
  const now = useNow(task.phase === 'assigned' || questions.length > 0);
  const [word, tone] = run && run !== newest ? runState(run) : taskState(task, questions.length > 0, run);
  const rests = task.phase === 'resting' && task.status !== 'in_progress';
  const view = query.get('view') || (rests && patch.patch ? 'changes' : 'events');
  const hostOf = (id) => (takers.find((w) => w.workerId === id) || {}).name || id;
  return html`<${Back} /><${Head} title=${taskTitle(task)} lead=${lead(task, takers)} />
    <div class="decision"><span role="status"><${Pill} tone=${tone}>${word}</${Pill}></span><${TaskActions} task=${task} run=${run} patch=${patch.patch} lost=${lost} actions=${actions} done=${again} /></div>
    <${Trouble} task=${task} run=${run} actions=${actions} />
    ${questions.length > 0 && html`<div class="stack newer-gap">${questions.map((q) => html`<${AgentQuestion} key=${q.questionId} question=${q} host=${hostOf(q.workerId)} now=${now} lost=${lost} />`)}</div>`}
    ${run && html`<${Views} view=${view} patch=${patch} />`}
    <div class=${'split' + (view === 'changes' ? ' single' : '')}><div><${Work} run=${run} view=${view} patch=${patch} /></div><${About} task=${task} run=${run} runs=${runs} hostOf=${hostOf} now=${now} /></div>`;
}

export function AgentTask({ id, query, lost }) {
  const { data, error, again } = useRead(taskPath(id));
  if (data) return html`<${Shown} task=${data} again=${again} query=${query} lost=${lost} />`;
  if (error && error.status === 404) return html`<${Back} /><${Head} title="Task" lead="This studio does not know this task; it may have been deleted."><a class="btn" href=${path('agents')}>All tasks</a></${Head}>`;
  return html`<${Back} /><${Head} title="Task" />${error ? html`<${Failure} error=${error} again=${again} />` : html`<${Wait} />`}`;
}
