// What can be done to several jobs of the studio at once. Each is changed or refused by itself, and the number of both is told.
import { say } from '../announce.js';
import { post } from '../api.js';
import { number, plural } from '../format.js';
import { canCancel, canPromote, canRetry } from '../queue.js';
import { refresh } from '../store.js';
import { html, Icon, useState } from '../ui.js';
import { Copy } from './copy.js';
import { openDialog } from './dialog.js';

const ids = (jobs) => jobs.map((j) => j.jobId);
const bulk = (action) => (jobs) => post('studio/jobs/bulk', { action, ids: ids(jobs) });

async function promote(jobs) {
  const failed = [];
  for (const job of jobs) await post(`studio/jobs/${encodeURIComponent(job.jobId)}/promote`).catch((e) => failed.push({ jobId: job.jobId, error: e.code }));
  return { changed: jobs.length - failed.length, failed };
}

const outcome = (done, answer) => `${plural(answer.changed, 'job')} ${done}${answer.failed.length ? `; ${number(answer.failed.length)} had changed meanwhile and ${answer.failed.length === 1 ? 'was' : 'were'} left as ${answer.failed.length === 1 ? 'it is' : 'they are'}` : ''}.`;

export function PickedJobs({ picks, rows, lost, changed }) {
  const [note, setNote] = useState('');
  if (!picks.picking) return null;
  const chosen = rows.filter((j) => picks.now.includes(j.jobId));
  const of = (can) => chosen.filter(can);
  const act = async (does, done, jobs) => {
    const answer = await does(jobs);
    const told = outcome(done, answer);
    setNote(told);
    say(told);
    picks.drop();
    refresh('studioCounts');
    changed();
  };
  const again = (does, done, jobs) => () => act(does, done, jobs).catch((e) => setNote(e.message));
  const cancel = () => {
    const jobs = of(canCancel);
    openDialog({
      title: `Cancel ${plural(jobs.length, 'job')}?`,
      lead: 'They leave the queue; those at work end now and what they still make is dropped. Jobs that have ended meanwhile stay as they are.',
      confirm: `Cancel ${plural(jobs.length, 'job')}`,
      cancel: 'Keep them',
      risky: true,
      action: () => act(bulk('cancel'), 'cancelled', jobs),
    });
  };
  const button = (jobs, text, icon, onClick) => jobs.length > 0 && html`<button type="button" class="btn small" disabled=${lost} onClick=${onClick}>${icon && html`<${Icon} name=${icon} />`}${text}</button>`;
  return html`<div class="picks" role="group" aria-label="Selected jobs"><span role="status">${chosen.length || !note ? plural(chosen.length, 'job') + ' selected' : note}</span>
    <span class="row right">${button(of(canPromote), `Promote ${number(of(canPromote).length)}`, '', again(promote, 'promoted', of(canPromote)))}
      ${button(of(canRetry), `Run ${number(of(canRetry).length)} again`, 'again', again(bulk('retry'), 'asked for again', of(canRetry)))}
      ${button(of(canCancel), `Cancel ${number(of(canCancel).length)}…`, 'x', cancel)}
      ${chosen.length > 0 && html`<${Copy} words label="Copy ids" text=${() => ids(chosen).join('\n')} />`}
      <button type="button" class="btn small plain" onClick=${() => picks.all()}>Select all ${number(rows.length)}</button>
      <button type="button" class="btn small plain" onClick=${picks.clear}>Clear</button></span></div>`;
}
