// What an agent wants to know, answered where it is read.
import { post } from '../api.js';
import { taskTitle } from '../agents.js';
import { clipped } from '../agentrows.js';
import { ago, iso } from '../format.js';
import { path } from '../router.js';
import { refresh } from '../store.js';
import { html, Pill, useRef, useState } from '../ui.js';

const LONGEST = 20_000;
const YES_NO = ['Yes', 'No'];

const send = (question, response) => post(`studio/agents/questions/${encodeURIComponent(question.questionId)}/answer`, { response }).finally(() => refresh('questions'));

/** Its value stays in the field: nothing else on the page needs it. */
function Free({ question, busy, lost, answer, label }) {
  const ref = useRef();
  const id = 'answer-' + question.questionId;
  const secret = question.type === 'password';
  const submit = (event) => {
    event.preventDefault();
    const text = ref.current.value;
    if (secret ? text : text.trim()) answer(text).then(() => ref.current && (ref.current.value = ''));
    else ref.current.focus();
  };
  const keys = (e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && submit(e);
  const field = secret
    ? html`<input class="field" type="password" id=${id} ref=${ref} autocomplete="off" maxlength=${LONGEST} disabled=${busy} />`
    : html`<textarea class="field" id=${id} ref=${ref} rows="2" maxlength=${LONGEST} disabled=${busy} onKeyDown=${keys}></textarea>`;
  return html`<form class="free" onSubmit=${submit}><label class="label" for=${id}><span>${label}</span></label><div>${field}<button type="submit" class=${'btn' + (question.options.length ? '' : ' main')} disabled=${lost || busy}>${busy ? 'Answering…' : 'Answer'}</button></div>
    ${secret && html`<p class="t12 quiet">It is sealed here and shown to nobody but the agent.</p>`}</form>`;
}

/** `task` is named unless its own page asks. */
export function AgentQuestion({ question, task, host, now, lost }) {
  const [given, setGiven] = useState(null);
  const [error, setError] = useState('');
  const id = 'question-' + question.questionId;
  const options = question.options.length ? question.options : question.type === 'confirm' ? YES_NO : [];
  const answer = async (text) => {
    setGiven(text);
    setError('');
    try {
      await send(question, text);
    } catch (e) {
      setError(e.message);
      setGiven(null);
    }
  };
  const busy = given !== null;
  return html`<section class="card due question" aria-labelledby=${id}><header><h2 id=${id}>${task ? taskTitle(task) : 'The agent asks'}</h2><${Pill} tone="warn">Waits for you</${Pill}>
      <span class="t12 quiet right wide-only">${host ? host + ', ' : ''}<time title=${iso(question.createdAt)}>asked ${ago(question.createdAt, now)}</time></span></header>
    <div class="pad"><p class="prompt">${clipped(question.prompt, 4000)}</p>
      ${options.length > 0 && html`<div class="row answers" role="group" aria-label="Answers">${options.map((o) => html`<button type="button" class="btn" disabled=${lost || busy} onClick=${() => answer(o)}>${given === o ? 'Answering…' : o}</button>`)}</div>`}
      ${question.type !== 'confirm' && html`<${Free} question=${question} busy=${busy} lost=${lost} answer=${answer} label=${options.length ? 'Or in your own words' : question.type === 'password' ? 'Secret answer' : 'Answer'} />`}
      ${error && html`<p class="t13 is-bad below-row" role="alert">${error}</p>`}
      ${task && html`<p class="t12 below-row"><a href=${path('agents', question.taskId)}>See what it did so far</a></p>`}</div></section>`;
}
