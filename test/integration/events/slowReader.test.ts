import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
import { EventClient } from './eventClient.ts';

const MEGABYTE = 1024 * 1024;

/** Bytes that a process has resident. */
function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

test('a log of many megabytes waits for a reader that stops reading; then it has every line', async () => {
  const { url, api, first } = await switchyardForTest({ roles: 'api,dispatcher,worker' });
  const script = `
    const line = 'x'.repeat(1000) + '\\n';
    const write = (left) => { while (left-- > 0) if (!process.stdout.write(line.repeat(100))) return process.stdout.once('drain', () => write(left)); };
    write(600);`;
  const { id } = await api.submit({ script });
  await api.reaches(id, 'success', 60_000);
  const before = residentBytes(first.pid);
  const client = await EventClient.connect(url);
  client.socket.pause();
  client.send({ op: 'subscribe', topics: [`logs:${id}`] });
  // Others are served meanwhile: after this much work the log would have been read to its end.
  for (let look = 0; look < 20; look++) await api.logPage(id, `limit=1000&after=${look * 3000}`);
  expect(residentBytes(first.pid) - before).toBeLessThan(200 * MEGABYTE);
  client.socket.resume();
  await eventually(() => expect(client.lines()).toHaveLength(60_000), { timeoutMs: 40_000 });
  expect(client.lines().every(({ seq }, index) => seq === index + 1)).toBe(true);
}, 120_000);

test('a reader that stops reading events is sent away, and can resume where it was', async () => {
  const { url, api, first } = await switchyardForTest({ roles: 'api' });
  const client = await EventClient.connect(url);
  const { cursor } = await client.subscribe(['tasks']);
  // Each event goes out once a topic: many topics make much to send of few tasks.
  const tasks = await Promise.all(
    Array.from({ length: 100 }, () => api.submit({ command: 'true', delay_seconds: 3600 })),
  );
  const topics = tasks.map(({ id }) => `task:${id}`);
  await client.subscribe(topics);
  const before = residentBytes(first.pid);
  client.socket.pause();
  for (let round = 0; round < 800; round++) {
    client.send({ op: 'subscribe', topics: ['tasks', ...topics], since: cursor });
  }
  const sentAway = async () => {
    const figures = await (await fetch(`${url}/metrics`)).text();
    return /^switchyard_clients_sent_away_total 1$/m.test(figures);
  };
  await eventually(sentAway, { timeoutMs: 60_000 });
  client.socket.resume();
  await eventually(() => client.closed !== undefined, { timeoutMs: 20_000 });
  expect(client.closed).toEqual({ code: 4408 });
  expect(residentBytes(first.pid) - before).toBeLessThan(200 * MEGABYTE);
  const again = await EventClient.connect(url);
  await again.subscribe(['tasks'], { since: cursor });
  await eventually(() => expect(tasks.every(({ id }) => again.versionsOf(id).length === 1)).toBe(true));
}, 120_000);
