// The peer's side of the dispatch benchmark: jobs through BullMQ in one process, so that one clock sees both ends.
// node driver.mjs <redis port> latency <jobs> <warm-up>
// node driver.mjs <redis port> rate <jobs> <warm-up> <workers> <submitters>
// The job's data and its result come as JSON on standard input: {"data": …, "result": …}. Prints one line of JSON.
import { readFileSync } from 'node:fs';
import { Queue, Worker } from 'bullmq';

const [port, mode, jobs, warmUp, workers = '1', submitters = '1'] = process.argv.slice(2);
const { data, result } = JSON.parse(readFileSync(0, 'utf8'));
const connection = { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null };
const name = `${mode}-${workers}`;
const queue = new Queue(name, { connection });
let onStart = () => {};
let onEnd = () => {};

const crew = Array.from({ length: Number(workers) }, () => {
  const worker = new Worker(name, async () => {
    onStart();
    return result;
  }, { connection });
  worker.on('completed', () => onEnd());
  worker.on('error', (e) => { throw e; });
  return worker;
});
await Promise.all(crew.map((worker) => worker.waitUntilReady()));

/** Milliseconds from the call that adds a job to the call of its processor, one job after the other. */
async function oneAtATime(count) {
  const millis = [];
  for (let i = 0; i < count; i++) {
    const ended = new Promise((resolve) => { onEnd = resolve; });
    let started = 0;
    onStart = () => { started = performance.now(); };
    const from = performance.now();
    await queue.add('job', data);
    await ended;
    millis.push(started - from);
  }
  return millis;
}

/** Seconds until all are done, with so many callers who each wait for their job to be added before they add the next. */
async function atOnce(count) {
  let left = count;
  let ended = 0;
  onStart = () => {};
  const all = new Promise((resolve) => { onEnd = () => { if (++ended === count) resolve(); }; });
  const caller = async () => {
    while (left-- > 0) await queue.add('job', data);
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: Number(submitters) }, caller));
  await all;
  return (performance.now() - from) / 1000;
}

const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const answer = {};
if (mode === 'latency') {
  await oneAtATime(Number(warmUp));
  const before = cpu();
  answer.millis = await oneAtATime(Number(jobs));
  answer.cpuMillis = cpu() - before;
} else {
  await atOnce(Number(warmUp));
  const before = cpu();
  answer.seconds = await atOnce(Number(jobs));
  answer.cpuMillis = cpu() - before;
}
console.log(JSON.stringify(answer));
await Promise.all(crew.map((worker) => worker.close()));
await queue.close();
