// The five things that can be made, in an operator's words.
export const KINDS = [
  { id: 'image', name: 'Picture', one: 'picture', many: 'pictures', prompt: 'Prompt', hint: 'What should the picture show?' },
  { id: 'llm', name: 'Text', one: 'text', many: 'texts', prompt: 'Prompt', hint: 'What should be written?' },
  { id: 'audio_tts', name: 'Speech', one: 'speech', many: 'recordings', prompt: 'Text to speak', hint: 'What should be said?' },
  { id: 'video', name: 'Film', one: 'film', many: 'films', prompt: 'Prompt', hint: 'What happens in the film?' },
  { id: 'audio_stt', name: 'Transcript', one: 'transcript', many: 'transcripts', prompt: 'Sound', hint: '' },
];

const BY_ID = new Map(KINDS.map((k) => [k.id, k]));

export function kindOf(id) {
  return BY_ID.get(id) || { id, name: id ? id[0].toUpperCase() + id.slice(1) : 'Job', one: id || 'job', many: id || 'jobs' };
}

export function kindNames(ids = []) {
  if (KINDS.every((k) => ids.includes(k.id))) return 'All five kinds';
  const names = ids.map((id, i) => (i ? kindOf(id).one : kindOf(id).name));
  return names.join(', ');
}

const STATES = {
  queued: ['Waiting', ''],
  running: ['Running', 'live'],
  completed: ['Done', 'ok'],
  failed: ['Failed', 'bad'],
  cancelled: ['Cancelled', ''],
};

export const jobState = (status) => STATES[status] || [status || 'Unknown', ''];
export const isActive = (job) => job.status === 'running' || job.status === 'queued';
export const isStudio = (job) => job.source === 'studio';

export function jobTitle(job) {
  if (job.kind === 'audio_stt') return !job.prompt || job.prompt.startsWith('data:') ? 'Sound from this computer' : job.prompt;
  return job.prompt || 'Without a prompt';
}

const FORMATS = { 'image/webp': 'WebP', 'image/png': 'PNG', 'image/jpeg': 'JPEG', 'image/gif': 'GIF', 'audio/wav': 'WAV', 'audio/x-wav': 'WAV', 'audio/mpeg': 'MP3', 'audio/ogg': 'Ogg', 'audio/flac': 'FLAC', 'video/mp4': 'MP4', 'video/webm': 'WebM', 'application/json': 'text' };
export const formatName = (type) => FORMATS[(type || '').split(';')[0]] || type || '';

/** The text inside a JSON result, whatever the kind calls it. */
export function resultText(result) {
  if (result == null) return null;
  if (typeof result === 'string') return result;
  if (typeof result.text === 'string') return result.text;
  if (typeof result.content === 'string') return result.content;
  const choice = result.choices && result.choices[0];
  if (choice && choice.message) return choice.message.content;
  return JSON.stringify(result, null, 2);
}
