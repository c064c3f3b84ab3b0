// Where a job is sent: to this worker, or into the studio's queue for whichever worker can take it.
import { get, post } from './api.js';
import { hasStudio, hasWorker } from './roles.js';
import { patchJob, useTopic } from './store.js';

const SERVING = new Set(['active', 'draining', 'probing']);
export const choosable = hasWorker && hasStudio;
export const toStudio = (route) => hasStudio && (!hasWorker || route.query.get('to') === 'studio');

const sent = new Set(); // what this tab handed in: others' jobs belong to the queue, not to the form

const named = (m, ...more) => [m.displayName || m.id, ...more].filter(Boolean).join(' · ');

function localModels(kind, models, serving) {
  const ids = new Set(serving.map((e) => e.id)); // a model that is still to be fetched has an engine that cannot serve
  const known = models.filter((m) => m.kind === kind && m.enabled !== false && (!m.source || !ids.size || ids.has(m.source.engine))).map((m) => ({ id: m.id, label: named(m, m.source && m.source.engine, m.state === 'loaded' && 'loaded') }));
  const listed = new Set(known.map((m) => m.id));
  for (const engine of serving) {
    for (const id of (engine.models && engine.models[kind]) || []) {
      if (!listed.has(id) && !id.endsWith(':*')) {
        listed.add(id);
        known.push({ id, label: id + ' · ' + engine.id });
      }
    }
  }
  return known;
}

/** What the form and its results need to know of the place: here. */
function useHere(kind) {
  const engines = useTopic('engines').data;
  const listed = useTopic('models').data;
  const models = listed || [];
  const jobs = useTopic('jobs');
  const serving = (engines || []).filter((e) => e.current && SERVING.has(e.state));
  const ofKind = serving.filter((e) => (e.kinds || []).includes(kind));
  return {
    jobs,
    topic: 'jobs',
    mine: (j) => j.source !== 'studio',
    shows: () => true,
    can: !engines || ofKind.length > 0,
    known: !!engines && !!listed,
    choices: localModels(kind, models, serving),
    synthetic: ofKind.length > 0 && ofKind.every((e) => e.id === 'synthetic'),
    lead: 'Runs on this machine, nothing leaves it.',
    all: 'All in Jobs',
    async send(form, task) {
      const made = await post('jobs', { model: form.model || undefined, task });
      patchJob({ jobId: made.jobId, kind, model: form.model, prompt: form.prompt || (form.input || {}).name, status: 'queued', source: 'local', createdAt: new Date().toISOString() }, true);
      return made.jobId;
    },
  };
}

/** The same for the queue. A job of the studio always names a model, so the first one stands for none. */
function useQueue(kind) {
  const models = useTopic('registry').data;
  const jobs = useTopic('studioJobs');
  const fit = (all) => all.filter((m) => m.kind === kind && m.enabled !== false);
  const fitting = fit(models || []);
  return {
    jobs,
    topic: 'studioJobs',
    mine: (j) => !j.owner,
    shows: (j) => sent.has(j.jobId),
    can: !models || fitting.length > 0,
    known: !!models,
    choices: fitting.map((m) => ({ id: m.id, label: named(m, m.source && m.source.engine) })),
    synthetic: false,
    studio: true,
    lead: 'Goes into the queue of this studio; the first worker that can takes it.',
    all: 'All in the gallery',
    async send(form, task) {
      const known = models ? fitting : fit((await get('studio/models')).models); // somebody was quicker than the list
      if (!known.length) throw new Error('This studio has no model for that yet.');
      const model = known.some((m) => m.id === form.model) ? form.model : known[0].id;
      const made = await post('studio/jobs', { model, task });
      sent.add(made.jobId);
      patchJob({ queue: true, jobId: made.jobId, stage: made.status, kind, model, prompt: form.prompt || (form.input || {}).name, status: 'queued', createdAt: new Date().toISOString() }, true);
      return made.jobId;
    },
  };
}

/** Which of the two a page needs never changes while it is shown: another address is another form. */
export const useTarget = (kind, studio) => (studio ? useQueue(kind) : useHere(kind));
