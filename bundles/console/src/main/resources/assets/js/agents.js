// Tasks for coding agents, in words.
import { get } from './api.js';
import { useTopic } from './store.js';
import { useEffect, useRef, useState } from './ui.js';

export const taskPath = (id, verb = '') => 'studio/agents/tasks/' + encodeURIComponent(id) + (verb && '/' + verb);
export const sessionPath = (id, tail = '') => 'studio/agents/sessions/' + encodeURIComponent(id) + tail;

export const AGENTS = [
  ['claude_code', 'Claude Code', 'CLAUDE_CODE_OAUTH_TOKEN or ANTHROPIC_API_KEY'],
  ['codex_cli', 'Codex', 'OPENAI_API_KEY'],
  ['gemini_cli', 'Gemini CLI', 'GEMINI_API_KEY'],
  ['open_code', 'OpenCode', 'the key of the provider whose model it uses'],
  ['aider', 'aider', 'the key of the provider whose model it uses'],
  ['amp', 'Amp', 'AMP_API_KEY'],
];
export const agentName = (id) => (AGENTS.find((a) => a[0] === id) || [id, id])[1];

export const firstLine = (text) => text.trim().split('\n', 1)[0];
export const taskTitle = (task) => task.title || firstLine(task.prompt);
export const repositoryName = (path) => path.replace(/\/+$/, '').replace(/\.git$/, '').split(/[/:]/).pop() || path;
export const repositories = (task) => task.repositories.map((r) => repositoryName(r.path)).join(', ');

/** Why no worker takes a task that waits; empty where one may. A worker that names no agents takes any. */
export function unserved(task, workers) {
  const there = workers.filter((w) => w.healthy);
  if (task.phase !== 'queued' || !there.length || there.some((w) => !w.agents.length || w.agents.includes(task.agentType))) return '';
  return 'no worker that answers has ' + agentName(task.agentType);
}

const REVIEWED = { in_review: ['Awaiting review', 'warn'], approved: ['Approved', 'ok'], pr_open: ['Pull request open', 'live'], done: ['Done', 'ok'], rejected: ['Rejected', ''] };
const TROUBLE = { TASK_CANCELLED: ['Cancelled', ''], TASK_TIMEOUT: ['Timed out', 'bad'], TASK_IDLE_TIMEOUT: ['Timed out', 'bad'] };

/** [word, tone]. `asks` says that one of its questions waits; `run` is its newest run where that is known. */
export function taskState(task, asks, run) {
  if (task.phase === 'queued') return ['Waiting for a worker', ''];
  if (task.phase === 'assigned') {
    if (run && run.cancelWanted) return ['Cancelling…', ''];
    return asks ? ['Asks you', 'warn'] : ['Running', 'live'];
  }
  if (task.status !== 'in_progress') return REVIEWED[task.status] || [task.status, ''];
  return TROUBLE[task.errorCode] || ['Failed', 'bad'];
}

const RUNS = { assigned: ['Starting', 'live'], running: ['Running', 'live'], waiting_input: ['Asks you', 'warn'], succeeded: ['Succeeded', 'ok'], failed: ['Failed', 'bad'], cancelled: ['Cancelled', ''], timed_out: ['Timed out', 'bad'], lost: ['Lost', 'bad'] };
export const runState = (run) => RUNS[run.state] || [run.state, ''];
export const runOver = (run) => !['assigned', 'running', 'waiting_input'].includes(run.state);

/** What the studio would let be done with a task now. */
export function may(task) {
  const rests = task.phase === 'resting';
  const is = (...states) => rests && states.includes(task.status);
  return {
    cancel: !rests,
    retry: is('in_progress'),
    approve: is('in_review'),
    change: is('in_review') && !!task.sessionId,
    reject: is('in_progress', 'in_review', 'approved'),
    finish: is('in_review', 'approved', 'pr_open'),
    remove: task.phase !== 'assigned',
  };
}

/** {data, error, again}: an answer that is read anew whenever tasks change, and once more for what changed meanwhile. */
export function useRead(path) {
  const told = useTopic('agents').data || 0;
  const [state, setState] = useState({ path: null, data: null, error: null });
  const now = useRef({});
  const read = async () => {
    const mine = now.current;
    if (mine.busy) {
      mine.again = true;
      return;
    }
    mine.busy = true;
    do {
      mine.again = false;
      await get(mine.path).then(
        (data) => mine === now.current && setState({ path: mine.path, data, error: null }),
        (error) => mine === now.current && setState((old) => ({ ...old, error })),
      );
    } while (mine.again && mine === now.current);
    mine.busy = false;
  };
  useEffect(() => {
    if (now.current.path !== path) now.current = { path };
    if (path) read();
  }, [path, told]);
  useEffect(() => () => void (now.current = {}), []);
  return { data: state.data, error: state.error, again: read };
}

const PAGE = 50;
const MOST = 500; // of one request

/** The newest tasks that stand so: {tasks, error, again, more}. */
export function useTasks(status) {
  const [limit, setLimit] = useState(PAGE);
  const { data, error, again } = useRead(status && `studio/agents/tasks?status=${status}&limit=${limit}`);
  const tasks = data && data.tasks;
  return { tasks, error, again, more: data && data.nextCursor && limit < MOST ? () => setLimit(Math.min(MOST, limit + PAGE)) : null };
}
