// Questions first, then what runs, then what waits for a review, then the rest.
import { agentName, repositories, taskState, taskTitle, unserved, useRead, useTasks } from '../agents.js';
import { ago, iso, list, number, plural } from '../format.js';
import { AgentQuestion } from '../parts/agentquestion.js';
import { NoAgents, Takers } from '../parts/agentworkers.js';
import { NewTask } from '../parts/newtask.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { useStop } from '../parts/table.js';
import { go, path } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { html, Pill, useEffect, useNow, useState } from '../ui.js';

const LOOK_MS = 30_000; // nobody tells that a worker has fallen silent

const PAST = [['approved', 'approved'], ['done', 'done'], ['rejected', 'rejected'], ['pr_open', 'with a pull request']];

function Row({ task, asks, workers, stop, now }) {
  const [word, tone] = taskState(task, asks);
  const why = unserved(task, workers) || (task.status === 'in_progress' && task.error);
  const href = path('agents', task.taskId);
  return html`<tr data-row data-open onFocusIn=${stop.seen(task.taskId)} onClick=${(e) => !e.target.closest('a') && go(href)}><td class="w-main"><a class="pair cut rowlink bold" href=${href} tabindex=${stop.tab(task.taskId)}>${taskTitle(task)}</a><span class="pair cut">${[repositories(task), agentName(task.agentType), why].filter(Boolean).join(' · ')}</span></td>
    <td><${Pill} tone=${tone}>${word}</${Pill}></td><td class="wide-only second">${task.createdBy}</td><td class="num second wide-only"><time title=${iso(task.updatedAt)}>${ago(task.updatedAt, now)}</time></td></tr>`;
}

function Table({ label, tasks, open = [], workers = [], now, more }) {
  const stop = useStop(tasks.map((t) => t.taskId));
  const asks = new Set(open.map((q) => q.taskId));
  return html`<div class="card"><table class="tasks" aria-label=${label}><thead class="unseen"><tr><th scope="col">Task</th><th scope="col">State</th><th scope="col" class="wide-only">By</th><th scope="col" class="wide-only">Changed</th></tr></thead>
    <tbody>${tasks.map((t) => html`<${Row} key=${t.taskId} task=${t} asks=${asks.has(t.taskId)} workers=${workers} stop=${stop} now=${now} />`)}</tbody></table></div>
    ${more && html`<p class="row below-row"><button type="button" class="btn small" onClick=${more}>Show more</button></p>`}`;
}

const Section = ({ id, title, about, children }) => html`<section class="section" aria-labelledby=${id}><div class="section-h"><h2 id=${id}>${title}</h2>${about && html`<span class="t12 quiet">${about}</span>`}</div>${children}</section>`;

/** Read once somebody wants to see them. */
function Past({ now }) {
  const lists = PAST.map(([status]) => useTasks(status));
  const error = lists.find((l) => l.error);
  if (error) return html`<${Failure} error=${error.error} again=${error.again} />`;
  if (lists.some((l) => !l.tasks)) return html`<${Wait} />`;
  const tasks = lists.flatMap((l) => l.tasks).sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
  const longer = lists.filter((l) => l.more);
  return tasks.length ? html`<${Table} label="Earlier tasks" tasks=${tasks} now=${now} more=${longer.length > 0 && (() => longer.forEach((l) => l.more()))} />` : html`<p class="second">None yet.</p>`;
}

function History({ now }) {
  const [shown, setShown] = useState(false);
  return html`<details class="section" onToggle=${(e) => setShown(e.currentTarget.open)}><summary>Approved, done and rejected</summary>${shown && html`<${Past} now=${now} />`}</details>`;
}

function lead(questions, running, waiting, failed, review) {
  const parts = [
    questions.length && plural(questions.length, 'question') + (questions.length === 1 ? ' waits' : ' wait') + ' for you',
    running.length && number(running.length) + ' running',
    waiting.length && number(waiting.length) + ' waiting for a worker',
    review.length && number(review.length) + ' awaiting review',
    failed.length && number(failed.length) + ' ended without a result',
  ].filter(Boolean);
  const text = list(parts);
  return text ? text[0].toUpperCase() + text.slice(1) + '.' : 'No agent is at work and none waits for you.';
}

export function AgentTasks({ lost, tabs }) {
  const now = useNow(true);
  const questions = useTopic('questions');
  const going = useTasks('in_progress');
  const review = useTasks('in_review');
  const workers = useRead('studio/agents/workers');
  const [making, setMaking] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || workers.again(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const failure = going.error || review.error || questions.error;
  const again = () => (going.again(), review.again(), refresh('questions'));
  const open = questions.data || [];
  const all = going.tasks || [];
  const reviewed = review.tasks || [];
  const takers = (workers.data || {}).workers || [];
  const loaded = going.tasks && review.tasks && questions.data;
  const of = (phase) => all.filter((t) => t.phase === phase);
  const [running, waiting, failed] = ['assigned', 'queued', 'resting'].map(of);
  const byId = new Map(all.map((t) => [t.taskId, t]));
  const hostOf = (id) => (takers.find((w) => w.workerId === id) || {}).name;
  const create = html`<button type="button" class="btn main" disabled=${lost} onClick=${() => setMaking(true)}>New task…</button>`;
  const table = (label, tasks, more) => html`<${Table} label=${label} tasks=${tasks} open=${open} workers=${takers} now=${now} more=${more} />`;
  const healthy = takers.some((w) => w.healthy);
  return html`<${Head} title="Agents" lead=${loaded && lead(open, running, waiting, failed, reviewed)}>${create}</${Head}>${tabs}
    ${failure && html`<${Failure} error=${failure} what=${loaded ? 'Not up to date.' : 'The tasks could not be read.'} again=${again} />`}
    ${!loaded && !failure && html`<${Wait} />`}
    ${open.length > 0 && html`<div class="stack" role="group" aria-label="Questions">${open.map((q) => html`<${AgentQuestion} key=${q.questionId} question=${q} task=${byId.get(q.taskId) || { title: 'A task' }} host=${hostOf(q.workerId)} now=${now} lost=${lost} />`)}</div>`}
    ${loaded && workers.data && !healthy && html`<${NoAgents} workers=${takers} waits=${waiting.length} now=${now} />`}
    ${running.length > 0 && html`<${Section} id="running" title="Running">${table('Running', running)}</${Section}>`}
    ${waiting.length > 0 && html`<${Section} id="waiting" title="Waiting for a worker" about=${healthy ? 'each worker takes as many as it is set to' : ''}>${table('Waiting for a worker', waiting)}</${Section}>`}
    ${reviewed.length > 0 && html`<${Section} id="review" title="Awaiting review">${table('Awaiting review', reviewed, review.more)}</${Section}>`}
    ${failed.length > 0 && html`<${Section} id="failed" title="Ended without a result" about="retry or reject them">${table('Ended without a result', failed)}</${Section}>`}
    ${going.more && html`<p class="row below-row"><button type="button" class="btn small" onClick=${going.more}>Show more tasks</button></p>`}
    ${loaded && !all.length && !reviewed.length && healthy && html`<div class="card empty section"><p>Nothing to do. A task says what is to be done in a repository; an agent does it, and you review.</p>${create}</div>`}
    ${loaded && html`<${History} now=${now} />`}
    ${takers.length > 0 && html`<${Takers} workers=${takers} running=${running} now=${now} />`}
    ${workers.error && html`<div class="section"><${Failure} error=${workers.error} what="The workers could not be read." again=${workers.again} /></div>`}
    ${making && html`<${NewTask} tasks=${[...all, ...reviewed].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))} workers=${takers} onClose=${() => setMaking(false)} />`}`;
}
