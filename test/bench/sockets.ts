/** WebSocket clients of one server: how soon a line comes, and what a thousand of them cost. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { TEST_TOKEN } from '../support/roleProcess.ts';
import { percentile, report } from './report.ts';
import { withStores } from './withStores.ts';

const TIMED_LINES = 300;
const CLIENTS = 1000;
const SUBMITS = 50;

/** Prints the time, line by line. */
const script = `let n = 0; const timer = setInterval(() => {
  console.log(performance.timeOrigin + performance.now());
  if (++n === ${TIMED_LINES}) clearInterval(timer);
}, 10);`;

async function connected(url: string, topic: string): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${TEST_TOKEN}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events`, { headers });
  await once(socket, 'open');
  socket.send(JSON.stringify({ op: 'subscribe', topics: [topic] }));
  await once(socket, 'message');
  return socket;
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  await bench.start('worker');
  const { id } = await server.api.submit({ script });
  const follower = await connected(server.url, `logs:${id}`);
  const delays: number[] = [];
  follower.on('message', (data) => {
    const now = performance.timeOrigin + performance.now();
    for (const { text } of JSON.parse(String(data)).event?.lines ?? []) delays.push(now - Number(text));
  });
  await server.api.reaches(id, 'success', 60_000);
  follower.terminate();
  const [p50, p99] = [percentile(delays, 0.5), percentile(delays, 0.99)].map(Math.round);
  const before = residentBytes(server.pid);
  const sockets: WebSocket[] = [];
  for (let at = 0; at < CLIENTS; at += 50) {
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => connected(server.url, 'tasks')))));
  }
  const perClient = (residentBytes(server.pid) - before) / CLIENTS;
  let delivered = 0;
  const all = Promise.withResolvers<void>();
  for (const socket of sockets) {
    socket.on('message', () => {
      if (++delivered === CLIENTS * SUBMITS) all.resolve();
    });
  }
  const begun = performance.now();
  const waiting = { command: 'true', delay_seconds: 3600 };
  await Promise.all(Array.from({ length: SUBMITS }, () => server.api.submit(waiting)));
  await all.promise;
  const perSecond = (CLIENTS * SUBMITS * 1000) / (performance.now() - begun);
  for (const socket of sockets) socket.terminate();
  report('sockets', [
    { name: 'a line from stdout to a WebSocket client, p50', value: p50 ?? 0, unit: 'ms', aim: '≤ 100' },
    { name: 'the same, p99', value: p99 ?? 0, unit: 'ms' },
    { name: `events delivered to ${CLIENTS} clients`, value: perSecond, unit: '/s' },
    { name: 'memory of a client in the server', value: perClient / 1024, unit: 'KiB' },
  ]);
});
