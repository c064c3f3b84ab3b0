// What is set, and from where?
import { base, post, put } from '../api.js';
import * as keys from '../keys.js';
import { Failure, Head, Wait } from '../parts/states.js';
import { set, useTopic, refresh } from '../store.js';
import { html, Icon, useState } from '../ui.js';

const ORIGINS = { default: 'default', file: 'from its file', environment: 'set by the environment', flag: 'set by a flag' };
const INTERNALS = [['bundles', 'Bundles'], ['components', 'Components'], ['services', 'Services'], ['configMgr', 'Configuration'], ['status-Threads', 'Threads'], ['vmstat', 'Java'], ['licenses', 'Licences']];
const fixed = (s) => s.origin === 'environment' || s.origin === 'flag';
const isBool = (s) => /^bool/i.test(s.type || '');
const isNumber = (s) => /int|long|double|float|short|number/i.test(s.type || '');
const shown = (v) => (v == null ? '' : Array.isArray(v) ? v.join(', ') : String(v));

export function theme() {
  return document.documentElement.dataset.theme || '';
}

export function setTheme(name) {
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = 'atelier_theme=' + (name || 'system') + '; Path=/; SameSite=Strict; Max-Age=31536000' + secure;
}

function unit(s) {
  const m = /_(secs|gb|mb|percent|hours)$/.exec(s.name);
  return m ? { secs: 'seconds', gb: 'GB', mb: 'MB', percent: 'percent', hours: 'hours' }[m[1]] : '';
}

function Input({ s, value, change, wrong }) {
  const id = 's-' + s.name;
  const common = { id, disabled: fixed(s), 'aria-invalid': wrong ? 'true' : undefined, 'aria-describedby': id + '-about' + (wrong ? ' ' + id + '-wrong' : '') };
  if (isBool(s)) return html`<label class="switch"><input type="checkbox" ...${common} checked=${value === 'true'} onChange=${(e) => change(String(e.target.checked))} />${value === 'true' ? 'On' : 'Off'}</label>`;
  if (s.options && s.options.length) return html`<select class="field" ...${common} value=${value} onChange=${(e) => change(e.target.value)}>${s.options.map((o) => html`<option value=${o.value ?? o}>${o.label ?? o}</option>`)}</select>`;
  return html`<input class="field" ...${common} type=${s.secret ? 'password' : 'text'} autocomplete="off" inputmode=${isNumber(s) ? 'decimal' : undefined} value=${value} placeholder=${s.secret ? 'not shown' : shown(s.default)} onInput=${(e) => change(e.target.value)} />`;
}

function Setting({ s, edit, change, wrong }) {
  const value = edit !== undefined ? edit : shown(s.value);
  const by = fixed(s) ? `${ORIGINS[s.origin]}${s.originDetail ? ' (' + s.originDetail + ')' : ''}; change it there` : (ORIGINS[s.origin] || s.origin || '') + (s.origin === 'file' && s.default != null ? `, default ${shown(s.default) || 'empty'}` : '');
  const id = 's-' + s.name;
  return html`<div class="setting">${isBool(s) ? html`<span class="name" id=${id + '-name'}>${s.title || s.name}</span>` : html`<label for=${id}>${s.title || s.name}</label>`}
    <div class="val" role=${isBool(s) ? 'group' : undefined} aria-labelledby=${isBool(s) ? id + '-name' : undefined}><${Input} s=${s} value=${value} change=${change} wrong=${wrong} />
      <span class="t12 quiet">${[unit(s), by].filter(Boolean).join(', ')}${s.origin === 'file' && !fixed(s) && html` <button type="button" class="linklike" onClick=${() => change(null)}>Use the default</button>`}</span>
      ${wrong && html`<span class="t12 is-bad" id=${id + '-wrong'} role="alert">${wrong}</span>`}</div>
    <p class="t13 second" id=${id + '-about'}>${s.description || ''} <code class="t12 quiet">${s.name}</code></p></div>`;
}

function Appearance() {
  const [now, setNow] = useState(theme());
  const [single, setSingle] = useState(keys.enabled());
  const pick = (name) => {
    setTheme(name);
    setNow(name);
  };
  return html`<section class="card" aria-labelledby="look"><header><h2 id="look">This browser</h2></header>
    <div class="setting"><span class="name" id="theme-name">Theme</span><div class="val"><fieldset class="choice" aria-labelledby="theme-name">${[['', 'System'], ['light', 'Light'], ['dark', 'Dark']].map(([id, name]) => html`<label><input type="radio" name="theme" checked=${now === id} onChange=${() => pick(id)} /><span>${name}</span></label>`)}</fieldset></div><p class="t13 second">Kept in this browser.</p></div>
    <div class="setting"><span class="name" id="keys-name">Single-key shortcuts</span><div class="val" role="group" aria-labelledby="keys-name"><label class="switch"><input type="checkbox" checked=${single} onChange=${(e) => (keys.setEnabled(e.target.checked), setSingle(e.target.checked))} />${single ? 'On' : 'Off'}</label></div><p class="t13 second">Press ? for the list.</p></div></section>`;
}

function Internals() {
  const out = async () => {
    await post('logout').catch(() => {});
    location.assign('/login');
  };
  return html`<section class="card" aria-labelledby="internals"><header><h2 id="internals">OSGi internals</h2></header><div class="pad stack">
      <p class="t13 second">The framework's own pages, for looking. Engines change on the Engines page only.</p>
      <div class="row">${INTERNALS.map(([label, name]) => html`<a class="btn small" href=${base + '/' + label}>${name}</a>`)}</div></div></section>
    <section class="card" aria-labelledby="session"><header><h2 id="session">Session</h2></header><div class="pad row"><button type="button" class="btn" onClick=${out}>Log out</button><span class="t13 second">The password is changed with <code>atelier console password</code>.</span></div></section>`;
}

export default function Settings({ lost }) {
  const topic = useTopic('settings');
  const [edits, setEdits] = useState({});
  const [state, setState] = useState(null);
  const all = (topic.data && topic.data.settings) || [];
  const dirty = Object.entries(edits).filter(([name, value]) => value === null || shown((all.find((s) => s.name === name) || {}).value) !== value);
  const groups = new Map();
  for (const s of all) {
    const name = s.group || s.pid || 'Other';
    groups.set(name, [...(groups.get(name) || []), s]);
  }
  const save = async (event) => {
    event.preventDefault();
    setState({ saving: true });
    try {
      set('settings', await put('settings', Object.fromEntries(dirty)), true);
      setEdits({});
      setState(null);
    } catch (e) {
      const setting = e.body && e.body.setting;
      setState({ error: e.message, setting });
      if (setting) document.getElementById('s-' + setting)?.focus();
    }
  };
  const words = state && state.saving ? 'Saving…' : state && state.error ? 'Not saved: ' + state.error : dirty.length ? 'Unsaved changes' : 'Up to date';
  const overridden = all.filter(fixed).length;
  return html`<${Head} title="Settings" lead=${topic.data && (overridden ? `${overridden} of ${all.length} settings come from the environment or a flag and are read-only here.` : 'Every setting can be changed here; its file in etc/ follows.')} />
    <form class="settings" onSubmit=${save} noValidate>
      <${Appearance} />
      ${topic.error && html`<${Failure} error=${topic.error} again=${() => refresh('settings')} />`}
      ${!topic.data && !topic.error && html`<${Wait} rows=${6} />`}
      ${[...groups].map(([name, settings]) => html`<section class="card" key=${name} aria-label=${name}><header><h2>${name}</h2></header>
        ${settings.map((s) => html`<${Setting} key=${s.name} s=${s} edit=${edits[s.name] === null ? shown(s.default) : edits[s.name]} wrong=${state && state.setting === s.name ? state.error : ''} change=${(v) => (setState(null), setEdits({ ...edits, [s.name]: v }))} />`)}</section>`)}
      <${Internals} />
      ${topic.data && html`<div class="savebar"><span role="status" class=${'t13 ' + (state && state.error ? 'is-bad' : 'second')}>${words}</span>
        ${dirty.length > 0 && html`<button type="button" class="btn right" onClick=${() => (setEdits({}), setState(null))}>Discard</button>`}
        <button type="submit" class=${'btn ' + (dirty.length ? 'main' : 'right')} disabled=${!dirty.length || lost || (state && state.saving)}><${Icon} name="check" />Save</button></div>`}
    </form>`;
}
