// From the form of a kind to the task the worker runs.
export const SIZES = ['512x512', '768x512', '512x768', '960x540', '768x768', '1024x1024'];
export const FILM_SIZES = ['256x256', '384x256', '512x512', '640x360', '1280x720'];

export const DEFAULTS = {
  image: { size: '512x512', steps: '20', seed: '', negative: '', denoise: '' },
  llm: { tokens: '512', temperature: '0.7', system: '' },
  audio_tts: { voice: 'default', speed: '', language: '' },
  video: { size: '256x256', seconds: '2', negative: '' },
  audio_stt: { language: '' },
};

export const EXAMPLES = {
  image: ['A lighthouse in fog, its beam across a slate-blue sea', 'Two clay pots on a linen cloth, morning light', 'A night skyline seen from a roof, linocut'],
  llm: ['Write a haiku about a quiet harbour', 'Explain in two sentences how tides work', 'Three names for a small bakery'],
  audio_tts: ['The train to Lindau leaves from platform two', 'Good morning, the kettle is on', 'One, two, three, and rest'],
  video: ['Wind moving over dunes, slow pan to the left', 'Rain on a window at night', 'A paper boat drifting down a gutter'],
  audio_stt: [],
};

const size = (text) => text.split('x').map(Number);
const whole = (text) => (text === '' ? undefined : Number(text));

/** A seed may be longer than a double holds, so digits go into the JSON as they were typed. */
export function seedOf(text) {
  const digits = text.trim();
  if (digits === '') return undefined;
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : undefined;
}

export function problem(kind, form) {
  if (kind === 'audio_stt') return form.input ? null : ['input', 'Choose a sound first.'];
  if (!form.prompt.trim()) return ['prompt', 'Write a prompt first.'];
  if (kind === 'image' && !(Number(form.steps) >= 1 && Number(form.steps) <= 200)) return ['steps', 'Between 1 and 200 steps.'];
  if (kind === 'image' && form.seed.trim() !== '' && seedOf(form.seed) === undefined) return ['seed', 'A whole number of at most 15 digits.'];
  return null;
}

const BUILD = {
  image(form) {
    const [width, height] = size(form.size);
    return { prompt: form.prompt, negativePrompt: form.negative || undefined, width, height, steps: whole(form.steps), seed: seedOf(form.seed), initImageUrl: form.input ? form.input.url : undefined, denoise: form.input ? whole(form.denoise) : undefined, ext: 'webp' };
  },
  llm: (form) => ({ system: form.system || undefined, messages: [{ role: 'user', content: form.prompt }], maxTokens: whole(form.tokens), temperature: whole(form.temperature) }),
  audio_tts: (form) => ({ text: form.prompt, voice: form.voice || 'default', speed: whole(form.speed), language: form.language || undefined, ext: 'wav' }),
  video(form) {
    const [width, height] = size(form.size);
    return { prompt: form.prompt, negativePrompt: form.negative || undefined, seconds: whole(form.seconds), width, height };
  },
  audio_stt: (form) => ({ inputUrl: form.input.url, language: form.language || undefined }),
};

export const taskOf = (kind, form) => ({ kind, ...BUILD[kind](form) });
