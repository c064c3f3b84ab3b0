// A transcript that follows what is said unless somebody reads further up.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../ui.js';

const WHO = { user: 'You', assistant: 'Worker', system: 'System' };
const NEAR = 48;

/** Streamed words go into one text node; the rest of the page is not drawn again for them. */
function Live({ text }) {
  const ref = useRef();
  useLayoutEffect(() => {
    const node = ref.current.firstChild || ref.current.appendChild(document.createTextNode(''));
    if (text.startsWith(node.data)) node.appendData(text.slice(node.data.length));
    else node.data = text;
  }, [text]);
  return html`<li class="said assistant" aria-live="off"><b>${WHO.assistant}</b><p ref=${ref}></p></li>`;
}

export function Talk({ talk }) {
  const ref = useRef();
  const [follows, setFollows] = useState(true);
  useLayoutEffect(() => {
    if (follows) ref.current.scrollTop = ref.current.scrollHeight;
  }, [talk.entries.length, talk.live, follows]);
  useEffect(() => {
    const el = ref.current;
    const scrolled = () => setFollows(el.scrollHeight - el.scrollTop - el.clientHeight < NEAR);
    el.addEventListener('scroll', scrolled, { passive: true });
    return () => el.removeEventListener('scroll', scrolled);
  }, []);
  return html`<div class="talk" ref=${ref} tabindex="0" role="log" aria-label="What was said">
    ${talk.earlier && html`<p class="row"><button type="button" class="btn small plain" onClick=${talk.earlier}>Show what came before</button></p>`}
    <ol>${talk.entries.map((e) => html`<li class=${'said ' + e.role} key=${e.sequence}><b>${WHO[e.role] || e.role}</b><p>${e.content}</p></li>`)}${talk.live && html`<${Live} key="live" text=${talk.live} />`}</ol>
    ${talk.loaded && !talk.entries.length && !talk.live && html`<p class="second">Nothing has been said yet.</p>`}
  </div>${!follows && html`<button type="button" class="btn small to-end" onClick=${() => setFollows(true)}>To the newest words</button>`}`;
}
