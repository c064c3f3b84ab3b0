// What can be said and done about an engine, shared by the list and its own page.
import { del, post } from '../api.js';
import { plural } from '../format.js';
import { kindNames } from '../kinds.js';
import { refresh } from '../store.js';
import { openDialog } from './dialog.js';

const STATES = {
  staged: ['Staged', ''], starting: ['Starting', 'live'], probing: ['Self-test', 'live'], active: ['Active', 'ok'], draining: ['Draining', ''],
  retired: ['Retired', ''], failed: ['Failed', 'bad'], unavailable: ['Unavailable', 'warn'],
};
export const engineState = (state) => STATES[state] || [state || 'Unknown', ''];

/** One line an engine: its current version, or the newest it has. */
export function byEngine(rows) {
  const all = new Map();
  for (const row of rows) all.set(row.id, [...(all.get(row.id) || []), row]);
  return [...all.values()].map((versions) => ({ main: versions.find((v) => v.current) || versions[0], versions })).sort((a, b) => a.main.id.localeCompare(b.main.id));
}

export function rollBack(engine, previous) {
  openDialog({
    title: `Roll back ${engine.id} ${engine.version} to ${previous || 'the version before'}?`,
    lead: `${previous || 'The version before'} starts beside ${engine.version} and takes new jobs once its self-test passes. ${engine.inFlight ? `The ${plural(engine.inFlight, 'running job')} finish${engine.inFlight === 1 ? 'es' : ''} on ${engine.version}.` : 'No job is running on it.'} Nothing else changes.`,
    confirm: `Roll back ${engine.id}`,
    cli: `atelier engines rollback ${engine.id}`,
    action: () => post(`engines/${encodeURIComponent(engine.id)}/rollback`).then(() => refresh('operations')),
  });
}

function remove(engine, alone) {
  const kinds = kindNames(engine.kinds);
  openDialog({
    title: `Remove ${engine.id} ${engine.version}?`,
    lead: `${engine.inFlight ? `Its ${plural(engine.inFlight, 'running job')} finish${engine.inFlight === 1 ? 'es' : ''} first. ` : ''}${alone ? `Nothing else here makes: ${kinds.toLowerCase()}. New jobs of that kind will be refused.` : 'Nothing else changes.'}`,
    confirm: `Remove ${engine.id}`,
    risky: true,
    cli: `atelier engines remove ${engine.id}`,
    action: () => del(`engines/${encodeURIComponent(engine.id)}`).then(() => refresh('operations')),
  });
}

export function engineActions(engine, engines, versions, lost) {
  const previous = versions.find((v) => !v.current && (v.state === 'retired' || v.state === 'draining' || v.state === 'staged'));
  const alone = (engine.kinds || []).some((k) => !engines.some((o) => o.main.id !== engine.id && o.main.state === 'active' && o.main.kinds.includes(k)));
  return [
    previous && { name: `Roll back to ${previous.version}…`, act: () => rollBack(engine, previous.version), disabled: lost },
    { name: 'Remove…', risky: true, act: () => remove(engine, alone), disabled: lost },
  ].filter(Boolean);
}
