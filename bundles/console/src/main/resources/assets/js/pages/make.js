// What can I make now? A form at the left, the work and its results at the right.
import { say } from '../announce.js';
import { get, jobPath, jobUrl, post } from '../api.js';
import { bytes, took } from '../format.js';
import { isActive, jobTitle, KINDS, kindOf } from '../kinds.js';
import { Failure, Head } from '../parts/states.js';
import { Download, jobHref, Media, ranFor, resultFacts, startHref, Thumb, useDetail } from '../parts/media.js';
import { NowCard } from '../parts/running.js';
import { Options } from '../parts/options.js';
import { path, setQuery } from '../router.js';
import { refresh, useTopic } from '../store.js';
import { choosable, toStudio, useTarget } from '../target.js';
import { DEFAULTS, EXAMPLES, problem, taskOf } from '../tasks.js';
import { html, Icon, late, useEffect, useRef, useState } from '../ui.js';

const inputs = () => import('../inputs.js');
const FirstRun = late(() => import('../parts/firstrun.js').then((m) => m.FirstRun));

const KEPT = 'atelier.make.';

function recall(kind) {
  try {
    return { prompt: '', model: '', ...DEFAULTS[kind], ...JSON.parse(sessionStorage.getItem(KEPT + kind) || '{}'), input: null };
  } catch {
    return { prompt: '', model: '', ...DEFAULTS[kind], input: null };
  }
}

function keep(kind, form) {
  try {
    sessionStorage.setItem(KEPT + kind, JSON.stringify({ ...form, input: undefined }));
  } catch {
    // A full or forbidden session store only costs the memory of the prompt.
  }
}

/** The middle of the last twenty like jobs; nothing is promised from less than three. */
function usual(jobs, kind, model) {
  const times = jobs.filter((j) => j.kind === kind && j.status === 'completed' && (!model || j.model === model)).slice(0, 20).map(ranFor).filter((ms) => ms >= 0).sort((a, b) => a - b);
  return times.length < 3 ? null : { n: times.length, ms: times[times.length >> 1] };
}

function Given({ kind, input, onFile, error }) {
  const pick = useRef();
  const what = kind === 'image' ? 'a picture to start from' : 'a sound';
  return html`<div class="given" id="input">
    ${input && input.preview && html`<img src=${input.preview} alt="" />`}
    <span class="cut">${input ? input.name + (input.size ? ', ' + bytes(input.size) : '') : kind === 'image' ? 'Drop a picture to start from it' : 'Drop a sound here, at most 0.6 MB'}</span>
    <span class="row right">
      ${input && html`<button type="button" class="btn small plain" onClick=${() => onFile(null)}>Remove</button>`}
      <button type="button" class="btn small" onClick=${() => pick.current.click()}>${input ? 'Change…' : 'Choose…'}</button></span>
    <input ref=${pick} type="file" hidden aria-label=${'Choose ' + what} accept=${kind === 'image' ? 'image/*' : 'audio/*'} onChange=${(e) => e.target.files[0] && onFile(e.target.files[0])} />
  </div>${error && html`<p class="t13 is-bad" id="input-error" role="alert">${error}</p>`}`;
}

/** With both roles in one process, the choice between them. */
const Where = ({ studio }) => choosable && html`<fieldset class="choice"><legend class="unseen">Where it is made</legend>
  ${[['', 'This machine'], ['studio', 'Studio queue']].map(([id, name]) => html`<label><input type="radio" name="to" checked=${(id === 'studio') === studio} onChange=${() => setQuery({ to: id })} /><span>${name}</span></label>`)}</fieldset>`;

function Form({ kind, target, jobs, lost, onMade, again, start }) {
  const [form, setForm] = useState(() => recall(kind));
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const ref = useRef();
  const what = kindOf(kind);
  useEffect(() => {
    setForm(recall(kind));
    setError(null);
  }, [kind]);
  useEffect(() => {
    if (again && again.kind === kind) change(again.values);
  }, [again]);
  useEffect(() => {
    if (!start) return;
    setQuery({ kind: '', start: '', of: '' });
    get(jobPath(start))
      .then(async (job) => (await inputs()).readResult(jobUrl(start, '/result'), jobTitle(job)))
      .then((input) => {
        change({ input });
        say('The picture is the start of the next one');
        document.getElementById('prompt')?.focus();
      })
      .catch((e) => setError(['input', e.message]));
  }, [start && start.jobId]);
  const change = (values) => {
    setError(null);
    setForm((old) => {
      const next = { ...old, ...values };
      keep(kind, next);
      return next;
    });
  };
  const onFile = (file) => (file ? inputs().then((m) => m.readInput(kind, file)).then((input) => change({ input }), (e) => setError(['input', e.message])) : change({ input: null }));
  const { can, choices, known } = target; // its place is kept until the models are known: nothing moves under a hand
  const make = async (event) => {
    event.preventDefault();
    if (busy || lost || !can) return;
    const wrong = problem(kind, form);
    setError(wrong);
    if (wrong) {
      ref.current.querySelector('#' + wrong[0] + ' button, #' + wrong[0])?.focus();
      return;
    }
    setBusy(true);
    try {
      onMade(await target.send(form, taskOf(kind, form)));
    } catch (e) {
      setError(['form', e.message]);
    }
    setBusy(false);
  };
  const drop = (event) => {
    event.preventDefault();
    event.currentTarget.classList.remove('over-drop');
    if (event.dataTransfer.files[0]) onFile(event.dataTransfer.files[0]);
  };
  const takesFile = kind === 'image' || kind === 'audio_stt';
  const hover = (on) => (event) => {
    if (!takesFile) return;
    event.preventDefault();
    event.currentTarget.classList.toggle('over-drop', on);
  };
  const expected = usual(jobs, kind, form.model);
  const names = error && error[0];
  return html`<form ref=${ref} onSubmit=${make} noValidate onDrop=${takesFile ? drop : undefined} onDragOver=${hover(true)} onDragLeave=${hover(false)}
      onKeyDown=${(e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && make(e)}>
    <${Head} title="Make something" lead=${target.lead} />
    <${Where} studio=${!!target.studio} />
    <fieldset class="choice"><legend class="unseen">Kind</legend>
      ${KINDS.map((k) => html`<label><input type="radio" name="kind" value=${k.id} checked=${k.id === kind} onChange=${() => setQuery({ kind: k.id === 'image' ? '' : k.id })} /><span>${k.name}</span></label>`)}
    </fieldset>
    ${kind !== 'audio_stt' && html`<label class="label"><span>${what.prompt}</span>
      <textarea class="field" id="prompt" rows="4" placeholder=${what.hint} value=${form.prompt} aria-invalid=${names === 'prompt'} aria-describedby=${names === 'prompt' ? 'form-error' : undefined}
        onInput=${(e) => change({ prompt: e.target.value })}></textarea></label>`}
    ${takesFile && html`<${Given} kind=${kind} input=${form.input} onFile=${onFile} error=${names === 'input' && error[1]} />`}
    ${(choices.length > 0 || !known) && html`<label class="label"><span>Model</span><select class="field" value=${form.model} onChange=${(e) => change({ model: e.target.value })}>
      <option value="">${[target.studio ? 'First' : 'Default', ...choices.slice(0, 1).map((c) => c.label)].join(' · ')}</option>${choices.map((c) => html`<option value=${c.id}>${c.label}</option>`)}</select></label>`}
    <${Options} kind=${kind} form=${form} change=${change} wrong=${names} />
    ${names && names !== 'input' && html`<p class="t13 is-bad" id="form-error" role="alert">${error[1]}</p>`}
    ${can
      ? html`<button class="btn main go" type="submit" disabled=${busy || lost} title=${lost ? 'This host does not answer' : ''}>${busy ? 'Sending…' : 'Make ' + what.one}${!busy && html`<kbd>Ctrl ↵</kbd>`}</button>`
      : target.studio
        ? html`<a class="btn go" href=${path('models') + '?tab=registry'}>Add a model for ${what.one}…</a>`
        : html`<a class="btn go" href=${path('engines') + '#available'}>Add an engine for ${what.one}…</a>`}
    ${expected && html`<p class="t12 quiet">About ${expected.ms < 1000 ? took(expected.ms) : took(Math.round(expected.ms / 1000) * 1000).replace('.0 s', ' s')} ${target.studio ? 'on a worker, from the last' : 'on this machine, from its last'} ${expected.n} ${what.many}${form.model ? ' of this model' : ''}.</p>`}
  </form>`;
}

function Adds() {
  const available = useTopic('available').data;
  const offers = ((available && available.engines) || []).filter((e) => !e.installed).slice(0, 3);
  if (!offers.length) return null;
  return html`<section class="adds" aria-labelledby="adds"><h2 id="adds">One click adds</h2><ul>
    ${offers.map((e) => html`<li><div><span class="pair bold">${(e.kinds || []).map((k) => kindOf(k).name).join(', ')} with ${e.id}</span>
      <span class="pair">${[e.description, e.version, bytes(e.size)].filter(Boolean).join(' · ')}</span></div>
      <a class="btn small" href=${path('engines') + '?add=' + encodeURIComponent(e.id + '@' + e.version)} aria-label=${'Add ' + e.id}>Add…</a></li>`)}
  </ul></section>`;
}

function Newest({ job, onAgain }) {
  const detail = useDetail(job);
  const task = detail && detail.task;
  return html`<article class="card piece"><${Media} job=${job} detail=${detail} />
    <div class="caption"><p>${jobTitle(job)}</p>
      <p class="small-facts"><span>${[job.model, job.engine && job.engine + ' ' + (job.engineVersion || '')].filter(Boolean).join(' · ')}</span>${resultFacts(job, task).map((f) => html`<span>${f}</span>`)}</p>
      <div class="row"><${Download} job=${job} /><button type="button" class="btn" onClick=${() => onAgain(job, task)}><${Icon} name="again" />Make another</button>
        ${startHref(job) && html`<a class="btn" href=${startHref(job)}>Use as start</a>`}
        <a class="btn plain right" href=${jobHref(job)}>${job.queue ? 'How it was made' : 'Log and timing'}<${Icon} name="next" /></a></div></div></article>`;
}

function First({ kind, onPick, synthetic }) {
  const examples = EXAMPLES[kind];
  return html`<div class="blank"><b>Nothing made here yet</b>
    <span>${examples.length ? 'Write a prompt, or start with one of these.' : 'Give it a sound, and the words appear here.'}</span>
    <div class="samples">${examples.map((text) => html`<button type="button" class="btn" onClick=${() => onPick(text)}>${text}</button>`)}</div>
    ${synthetic && html`<span class="t12 quiet">Answers come from the built-in engine until you add another.</span>`}</div>`;
}

function valuesOf(job, task) {
  const values = { prompt: job.kind === 'audio_stt' ? '' : (task && (task.prompt || task.text)) || jobTitle(job), model: job.model || '' };
  if (task && task.width) values.size = task.width + 'x' + task.height;
  if (task && task.steps) values.steps = String(task.steps);
  if (task && task.negativePrompt) values.negative = task.negativePrompt;
  return values;
}

export default function Make({ route, lost }) {
  const kind = KINDS.some((k) => k.id === route.query.get('kind')) ? route.query.get('kind') : 'image';
  const studio = toStudio(route);
  return html`<${Maker} key=${String(studio)} route=${route} kind=${kind} studio=${studio} lost=${lost} />`;
}

/** The result that becomes the start of a new picture: one of this worker, or of the studio. */
function startOf(query) {
  const id = query.get('start');
  return id && { jobId: id, queue: query.get('of') === 'studio' };
}

function Maker({ route, kind, studio, lost }) {
  const target = useTarget(kind, studio);
  const jobsTopic = target.jobs;
  const jobs = jobsTopic.data || [];
  const hosts = useTopic(studio ? 'hosts' : 'link').data;
  const [mine, setMine] = useState(null);
  const [again, setAgain] = useState(null);
  const local = jobs.filter(target.mine);
  const active = local.filter(isActive).filter(target.shows).slice(0, 3);
  const made = local.filter((j) => j.status === 'completed' && j.hasResult);
  const failed = mine && local.find((j) => j.jobId === mine && j.status === 'failed');
  const onAgain = (job, task) => {
    setQuery({ kind: job.kind === 'image' ? '' : job.kind });
    setTimeout(() => {
      setAgain({ kind: job.kind, values: valuesOf(job, task) });
      document.getElementById('prompt')?.focus();
    });
  };
  const retry = () => post(jobPath(failed, '/retry')).then((r) => (setMine(r.jobId), refresh(target.topic)), () => {});
  return html`<div class="make">
    <${Form} kind=${kind} target=${target} jobs=${local} lost=${lost} again=${again} start=${startOf(route.query)} onMade=${setMine} />
    <div class="out">
      ${jobsTopic.error && html`<${Failure} error=${jobsTopic.error} what="The jobs could not be read." again=${() => refresh(target.topic)} />`}
      ${studio && hosts && !hosts.length && html`<${FirstRun} />`}
      ${active.map((job) => html`<${NowCard} key=${job.jobId} job=${job} lost=${lost} />`)}
      ${failed && html`<div class="note bad" role="alert"><${Icon} name="warn" /><div><b>${kindOf(failed.kind).name} failed.</b> ${failed.reason || 'No reason was given.'}</div>
        <button type="button" class="btn small" onClick=${retry}>Try again</button></div>`}
      ${made[0] ? html`<${Newest} key=${made[0].jobId} job=${made[0]} onAgain=${onAgain} />` : jobsTopic.data && !active.length && html`<${First} kind=${kind} synthetic=${target.synthetic} onPick=${(prompt) => setAgain({ kind, values: { prompt } })} />`}
      ${made.length > 1 && html`<section aria-labelledby="lately"><div class="section-h"><h2 id="lately">Made here lately</h2><a class="right t13" href=${path(studio ? 'gallery' : 'jobs')}>${target.all}</a></div>
        <div class="film">${made.slice(1, 7).map((job) => html`<a key=${job.jobId} href=${studio ? path('gallery', job.jobId) : jobHref(job)}><${Thumb} job=${job} /><span class="cut">${jobTitle(job)}</span></a>`)}</div></section>`}
    </div>
    ${!studio && html`<${Adds} />`}
  </div>`;
}
