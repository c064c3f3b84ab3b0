// The options of each kind: the common ones in sight, the rest one step away.
import { FILM_SIZES, SIZES } from '../tasks.js';
import { html } from '../ui.js';

const Text = ({ id, label, form, change, placeholder, mode, wrong }) => html`<label class="label"><span>${label}</span>
  <input class="field" id=${id} inputmode=${mode} placeholder=${placeholder} value=${form[id]} aria-invalid=${wrong === id} aria-describedby=${wrong === id ? 'form-error' : undefined} onInput=${(e) => change({ [id]: e.target.value })} /></label>`;

const Size = ({ form, change, sizes }) => html`<label class="label"><span>Size</span><select class="field" value=${form.size} onChange=${(e) => change({ size: e.target.value })}>
  ${[...new Set([...sizes, form.size])].map((s) => html`<option value=${s}>${s.replace('x', ' × ')}</option>`)}</select></label>`;

const More = ({ children }) => html`<details class="more-options"><summary>More options</summary><div class="stack">${children}</div></details>`;

const PARTS = {
  image: (p) => html`<div class="thirds"><${Size} ...${p} sizes=${SIZES} /><${Text} ...${p} id="steps" label="Steps" mode="numeric" /><${Text} ...${p} id="seed" label="Seed" mode="numeric" placeholder="random" /></div>
    <${More}><${Text} ...${p} id="negative" label="Leave out" placeholder="text, watermark" />${p.form.input && html`<${Text} ...${p} id="denoise" label="Change to the start picture, 0 to 1" mode="decimal" placeholder="0.55" />`}</${More}>`,
  llm: (p) => html`<div class="halves"><${Text} ...${p} id="tokens" label="Tokens at most" mode="numeric" /><${Text} ...${p} id="temperature" label="Temperature" mode="decimal" /></div>
    <${More}><${Text} ...${p} id="system" label="Instruction to the model" placeholder="Be brief" /></${More}>`,
  audio_tts: (p) => html`<div class="thirds"><${Text} ...${p} id="voice" label="Voice" /><${Text} ...${p} id="speed" label="Speed" mode="decimal" placeholder="1.0" /><${Text} ...${p} id="language" label="Language" placeholder="any" /></div>`,
  video: (p) => html`<div class="halves"><${Size} ...${p} sizes=${FILM_SIZES} /><${Text} ...${p} id="seconds" label="Seconds" mode="decimal" /></div>
    <${More}><${Text} ...${p} id="negative" label="Leave out" placeholder="text, watermark" /></${More}>`,
  audio_stt: (p) => html`<${Text} ...${p} id="language" label="Language" placeholder="found by itself" />`,
};

export function Options(props) {
  return PARTS[props.kind](props);
}
