// What a run has changed, file by file. Large files are folded, and drawn once somebody opens them.
import { number, plural } from '../format.js';
import { sideBySide } from '../patch.js';
import { html, useState } from '../ui.js';
import { useWide } from './view.js';

const OPEN_LINES = 400; // a file with more begins folded
const OPEN_FILES = 30;
const DRAWN = 1500; // lines of one file before somebody asks for more

const CHANGES = { create: 'new', delete: 'deleted', rename: 'renamed', modify: '' };
const TONES = { '+': 'add', '-': 'del' };
const SPOKEN = { '+': 'added', '-': 'removed' };

const Sign = ({ sign }) => html`<span class="sign">${SPOKEN[sign] && html`<span class="unseen">${SPOKEN[sign]} </span>`}<span aria-hidden="true">${sign === '\\' ? '' : sign}</span></span>`;

const Line = ({ line }) => html`<li class=${TONES[line.sign] || (line.sign === '\\' ? 'said-of' : '')}><span class="no">${line.old}</span><span class="no">${line.now}</span><${Sign} sign=${line.sign} /><code>${line.text}</code></li>`;

const Half = ({ line, of }) => html`<div class=${line ? TONES[line.sign] : 'none'}><span class="no">${line && line[of]}</span><${Sign} sign=${line ? line.sign : ' '} /><code>${line && line.text}</code></div>`;

const Pair = ({ pair }) => html`<li class="pair"><${Half} line=${pair[0]} of="old" /><${Half} line=${pair[1]} of="now" /></li>`;

function Hunks({ file, beside }) {
  const [most, setMost] = useState(DRAWN);
  let left = most;
  const hunks = [];
  for (const hunk of file.hunks) {
    if (left <= 0) break;
    const lines = hunk.lines.slice(0, left);
    left -= lines.length;
    hunks.push(html`<div class="hunk"><p>${hunk.lines.length > 0 && 'From line ' + number(hunk.lines.find((l) => l.now || l.old)?.now || 1)}${hunk.about && html` <code>${hunk.about}</code>`}</p>
      <ol>${beside ? sideBySide(lines).map((pair) => html`<${Pair} pair=${pair} />`) : lines.map((line) => html`<${Line} line=${line} />`)}</ol></div>`);
  }
  const all = file.hunks.reduce((n, h) => n + h.lines.length, 0);
  return html`${hunks}${all > most && html`<p class="pad"><button type="button" class="btn small" onClick=${() => setMost(most * 4)}>Show more of ${number(all - most)} lines</button></p>`}`;
}

const Counts = ({ added, removed }) => html`<span class="counts"><span class="is-ok"><span aria-hidden="true">+</span>${number(added)}<span class="unseen"> lines added</span></span> <span class="is-bad"><span aria-hidden="true">−</span>${number(removed)}<span class="unseen"> lines removed</span></span></span>`;

function File({ file, open, beside }) {
  const [shown, setShown] = useState(open);
  const lines = file.added + file.removed;
  const why = file.binary ? 'A binary file; it is part of the patch.' : !file.hunks.length ? 'No line of it has changed.' : '';
  return html`<details class="card file" open=${shown} onToggle=${(e) => setShown(e.currentTarget.open)}><summary><code class="path">${file.from && file.from !== file.path ? file.from + ' → ' : ''}${file.path}</code>
      ${CHANGES[file.change] && html`<span class="tag">${CHANGES[file.change]}</span>`}${lines > OPEN_LINES && html`<span class="t12 quiet">folded, it is large</span>`}${!why && html`<${Counts} ...${file} />`}</summary>
    ${shown && (why ? html`<p class="pad t13 second">${why}</p>` : html`<div class=${'diff' + (beside ? ' beside' : '')}><${Hunks} file=${file} beside=${beside} /></div>`)}</details>`;
}

export function Diff({ patch, children }) {
  const wide = useWide();
  const [unified, setUnified] = useState(false);
  const beside = wide && !unified;
  const sum = (what) => patch.files.reduce((n, file) => n + file[what], 0);
  const modes = [[false, 'Side by side'], [true, 'Unified']];
  return html`<div class="diff-head"><p class="second">${plural(patch.files.length, 'file')} changed <${Counts} added=${sum('added')} removed=${sum('removed')} /></p>${children}
      ${wide && html`<fieldset class="choice"><legend class="unseen">How changes are shown</legend>${modes.map(([is, name]) => html`<label><input type="radio" name="diff" checked=${unified === is} onChange=${() => setUnified(is)} /><span>${name}</span></label>`)}</fieldset>`}</div>
    ${patch.cut && html`<p class="note">The change is large; only its beginning is shown. Export the patch to see all of it.</p>`}
    <div class="files">${patch.files.map((file, i) => html`<${File} key=${i + file.path} file=${file} open=${i < OPEN_FILES && file.added + file.removed <= OPEN_LINES} beside=${beside} />`)}</div>`;
}
