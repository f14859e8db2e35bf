/** Lines per second from a command to the stored log and to a WebSocket client, against a bare read of the same pipe in Node. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { TEST_TOKEN } from '../support/roleProcess.ts';
import { median, report } from './report.ts';
import { withStores } from './withStores.ts';

const LINES = 1_000_000;
const RUNS = 3;
const script = `
  let at = 0;
  function more() {
    while (at < ${LINES}) {
      let text = '';
      for (const end = Math.min(at + 1000, ${LINES}); at < end; at++) text += 'line ' + at + ' of many\\n';
      if (!process.stdout.write(text)) return process.stdout.once('drain', more);
    }
  }
  more();`;

/** Counts the lines of the command's output, nothing else. */
async function bareRead(): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  });
  await once(child, 'close');
  if (lines !== LINES) throw new Error(`read ${lines} lines`);
  return (LINES / (performance.now() - begun)) * 1000;
}

/** Follows a task's log over a WebSocket. @returns when the last line has come, in Unix milliseconds. */
async function lastLineCame(url: string, taskId: string): Promise<number> {
  const headers = { authorization: `Bearer ${TEST_TOKEN}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events`, { headers });
  await once(socket, 'open');
  const { promise, resolve } = Promise.withResolvers<number>();
  let next = 1;
  socket.on('message', (data) => {
    for (const { seq } of JSON.parse(String(data)).event?.lines ?? []) {
      if (seq !== next++) throw new Error(`line ${seq} came, not ${next - 1}`);
    }
    if (next > LINES) resolve(Date.now());
  });
  socket.send(JSON.stringify({ op: 'subscribe', topics: [`logs:${taskId}`], since: '0' }));
  return promise.finally(() => socket.terminate());
}

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  await bench.start('worker');
  const floor: number[] = [];
  const stored: number[] = [];
  const followed: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    floor.push(await bareRead());
    const { id } = await server.api.submit({ script });
    const task = await server.api.reaches(id, 'success', 120_000);
    const last = await server.api.logPage(id, `after=${LINES - 1}`);
    if (last.lines[0]?.seq !== LINES) throw new Error('lines are missing');
    // From the start of the process to its last line being durable.
    stored.push(LINES / (task.duration ?? Number.NaN));
  }
  for (let run = 0; run < RUNS; run++) {
    const { id } = await server.api.submit({ script });
    const came = await lastLineCame(server.url, id);
    const { started_at } = await server.api.reaches(id, 'success', 120_000);
    followed.push((LINES / (came - Date.parse(started_at ?? ''))) * 1000);
  }
  report('lines', [
    { name: 'bare pipe read in Node', value: median(floor), unit: '/s' },
    {
      name: 'command to stored log',
      value: median(stored),
      unit: '/s',
      floor: median(floor),
      aim: '≥ 0.3',
    },
    {
      name: 'command to a WebSocket client',
      value: median(followed),
      unit: '/s',
      floor: median(floor),
      aim: '≥ 0.3',
    },
  ]);
});
