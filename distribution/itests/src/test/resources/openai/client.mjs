// What a program does that knows nothing but OpenAI's client library: its answers as one line of JSON.
import OpenAI, { toFile } from 'openai';

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0, timeout: 60_000 });
const text = (bytes) => Buffer.from(bytes).toString('base64');
const told = {};

const models = {};
for await (const model of client.models.list()) {
  models[model.kind] ??= model.id;
}
told.models = models;
told.model = (await client.models.retrieve(models.llm)).id;

const messages = [{ role: 'user', content: 'say hello' }];
const chat = await client.chat.completions.create({ model: models.llm, messages, max_tokens: 16 });
told.chat = { id: chat.id, content: chat.choices[0].message.content, usage: chat.usage };

const stream = await client.chat.completions.create({
  model: models.llm, messages, stream: true, stream_options: { include_usage: true },
});
told.stream = { content: '', finish: null, tokens: 0 };
for await (const chunk of stream) {
  told.stream.content += chunk.choices[0]?.delta?.content ?? '';
  told.stream.finish = chunk.choices[0]?.finish_reason ?? told.stream.finish;
  told.stream.tokens = chunk.usage?.total_tokens ?? told.stream.tokens;
}

const pictures = await client.images.generate({ model: models.image, prompt: 'a red door', size: '64x64', n: 2 });
told.pictures = pictures.data.map((picture) => picture.b64_json);

const linked = await client.images.generate({
  model: models.image, prompt: 'a red door', size: '64x64', response_format: 'url',
});
told.linked = text(await (await fetch(linked.data[0].url)).arrayBuffer());

const edited = await client.images.edit({
  model: models.image,
  prompt: 'a green door',
  size: '64x64',
  image: await toFile(Buffer.from(told.pictures[0], 'base64'), 'door.png', { type: 'image/png' }),
});
told.edited = edited.data[0].b64_json;

const speech = await client.audio.speech.create({
  model: models.audio_tts, voice: 'alloy', input: 'good morning', response_format: 'wav',
});
const sound = Buffer.from(await speech.arrayBuffer());
told.speech = { type: speech.headers.get('content-type'), bytes: text(sound) };

const heard = await client.audio.transcriptions.create({
  model: models.audio_stt,
  file: await toFile(sound, 'morning.wav', { type: 'audio/wav' }),
  response_format: 'verbose_json',
  timestamp_granularities: ['word', 'segment'],
});
told.heard = { text: heard.text, segments: heard.segments.length };

const refused = async (asked) => {
  try {
    await asked;
    return null;
  } catch (e) {
    return { status: e.status, code: e.code, param: e.param, type: e.type, name: e.constructor.name };
  }
};
told.unknown = await refused(client.chat.completions.create({ model: 'no-such', messages }));
const stranger = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: 'sk-nope', maxRetries: 0 });
told.stranger = await refused(stranger.models.list());

console.log(JSON.stringify(told));
