// What an agent does, as it does it. The list follows unless somebody reads further up.
import { agentName } from '../agents.js';
import { iso, logTime, number } from '../format.js';
import { useRun } from '../agentrun.js';
import { html, Icon, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../ui.js';
import { clean } from './lines.js';
import { Wait } from './states.js';

const NEAR = 48;
const STATES = { running: ['Running', 'live'], done: ['Done', ''], failed: ['Failed', 'bad'] };

/** Its inside is drawn once it is opened: most calls never are. */
function Fold({ cls, head, children }) {
  const [open, setOpen] = useState(false);
  return html`<details class=${cls} onToggle=${(e) => setOpen(e.currentTarget.open)}><summary>${head}</summary>${open && html`<div class="inside">${children()}</div>`}</details>`;
}

const Block = ({ name, text }) => text && html`<p class="t12 quiet">${name}</p><pre class="lines" tabindex="0" role="group" aria-label=${name}>${clean(text)}</pre>`;

function Tool({ row, over }) {
  const [word, tone] = row.state === 'running' && over ? ['No result', ''] : STATES[row.state];
  const head = html`<b>${row.name}</b><code class="cut">${clean(row.gist)}</code>${row.exit ? html`<span class="t12 is-bad">exit ${row.exit}</span>` : row.state !== 'done' && html`<span class=${'t12 ' + (tone === 'bad' ? 'is-bad' : 'second')}>${word}</span>`}`;
  return html`<${Fold} cls="call" head=${head}>${() => html`<${Block} name="Input" text=${row.input} /><${Block} name="Output" text=${row.output} />${!row.input && !row.output && html`<p class="t12 quiet">It says nothing more.</p>`}`}</${Fold}>`;
}

const FILES = { create: 'made', modify: 'changed', delete: 'deleted', rename: 'renamed' };

function File({ row }) {
  const line = html`<span class="t13">${row.from && html`<code>${row.from}</code> to `}<code>${row.path}</code></span><span class="t12 second">${FILES[row.change] || row.change}</span>`;
  return row.text ? html`<${Fold} cls="call" head=${line}>${() => html`<${Block} name="New content" text=${row.text} />`}</${Fold}>` : html`<p class="call plain">${line}</p>`;
}

const KINDS = {
  said: ({ row }) => html`<p class="told">${clean(row.text)}</p>`,
  note: ({ row }) => html`<p class="noted">${clean(row.text)}</p>`,
  thinking: ({ row }) => html`<${Fold} cls="call thought" head=${html`<b>Thinking</b><span class="cut">${clean(row.text).slice(0, 160)}</span>`}>${() => html`<p class="told">${clean(row.text)}</p>`}</${Fold}>`,
  error: ({ row }) => html`<div class="note bad"><${Icon} name="warn" /><div>${clean(row.text)}</div></div>`,
  tool: Tool,
  file: File,
  asked: ({ row }) => html`<div class="note warn"><${Icon} name="agents" /><div>Asks: ${clean(row.text)}${row.options.length > 0 && html`<span class="below t12">${row.options.join(' · ')}</span>`}</div></div>`,
  answer: ({ row }) => html`<div class="note"><${Icon} name="next" /><div>Answer: ${clean(row.text)}</div></div>`,
  start: ({ row }) => html`<p class="noted">${agentName(row.agent)} begins${row.model ? ', model ' + row.model : ''}.</p>`,
  end: ({ row }) => (row.success ? html`<p class="noted">The agent has ended.</p>` : html`<div class="note bad"><${Icon} name="warn" /><div>The agent has failed: ${clean(row.text || 'it did not say why.')}</div></div>`),
};

/** A row that has not changed is not drawn again, so a long list costs little. */
const Row = ({ row, changes, over }) => useMemo(() => html`<li class=${'ev ev-' + row.kind}><time title=${iso(row.at)}>${logTime(row.at).slice(0, 8)}</time><div><${KINDS[row.kind]} row=${row} over=${over} changes=${changes} /></div></li>`, [changes, over]);

/** Follows what grows, until somebody scrolls up. */
function useFollow(ref, mark) {
  const [follows, setFollows] = useState(true);
  useLayoutEffect(() => {
    if (follows) ref.current.scrollTop = ref.current.scrollHeight;
  }, [mark, follows]);
  useEffect(() => {
    const el = ref.current;
    const scrolled = () => setFollows(el.scrollHeight - el.scrollTop - el.clientHeight < NEAR);
    el.addEventListener('scroll', scrolled, { passive: true });
    return () => el.removeEventListener('scroll', scrolled);
  }, []);
  return [follows, () => setFollows(true)];
}

export function AgentEvents({ session }) {
  const run = useRun(session);
  const ref = useRef();
  const [follows, follow] = useFollow(ref, run.last);
  return html`<section class="card events-card" aria-label="What the agent does">
    ${run.problem && html`<div class="note warn"><${Icon} name="warn" /><div>${run.problem}</div></div>`}
    <div class="events" ref=${ref} tabindex="0" role="log" aria-live="off" aria-label="Events">
      ${run.before > 0 && run.loaded && html`<p class="row newer-gap">${run.earlier ? html`<button type="button" class="btn small plain" onClick=${run.earlier}>Show what came before</button>` : html`<span class="t12 quiet">The first ${number(run.before)} events are not shown.</span>`}</p>`}
      <ol>${run.rows.map((row) => html`<${Row} key=${row.seq + row.kind} row=${row} changes=${row.changes} over=${run.ended} />`)}</ol>
      ${!run.loaded && !run.problem && html`<${Wait} />`}
      ${run.loaded && !run.rows.length && html`<p class="second">${run.ended ? 'It ended without a word.' : 'Nothing yet. The worker prepares files and the container first.'}</p>`}
    </div>${!follows && html`<button type="button" class="btn small to-end" onClick=${follow}>To the newest</button>`}</section>`;
}
