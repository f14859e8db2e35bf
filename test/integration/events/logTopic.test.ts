import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { EventClient, range } from './eventClient.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(() => switchyard.stop());

const ticking = (lines: number) =>
  `let n = 0; const timer = setInterval(() => { console.log(++n); if (n === ${lines}) clearInterval(timer); }, 5);`;
const seqs = (client: EventClient) => client.lines().map(({ seq }) => seq);

test('lines come while the run prints them, each once, in order', async () => {
  const client = await EventClient.connect(switchyard.url);
  const { id } = await switchyard.api.submit({ script: ticking(200) });
  await client.subscribe([`logs:${id}`]);
  await eventually(() => seqs(client).length > 5, { timeoutMs: 10_000 });
  expect((await switchyard.api.task(id)).status).toBe('running');
  await eventually(() => expect(seqs(client)).toEqual(range(1, 200)), { timeoutMs: 20_000 });
  for (const { cursor, event } of client.of('event')) {
    expect(event).toMatchObject({ type: 'task.log', task_id: id, project_id: 'default' });
    if (event.type === 'task.log') expect(cursor).toBe(String(event.lines.at(-1)?.seq));
  }
});

test('the log of a finished task comes from its beginning', async () => {
  const { id } = await switchyard.api.submit({ script: `console.log('a\\nb')` });
  await switchyard.api.reaches(id, 'success');
  const client = await EventClient.connect(switchyard.url);
  await client.subscribe([`logs:${id}`]);
  await eventually(() => expect(client.lines().map(({ text }) => text)).toEqual(['a', 'b']));
});

test('a client that reconnects with the last seq misses no line and sees none twice', async () => {
  const { id } = await switchyard.api.submit({ script: ticking(400) });
  const seen: number[] = [];
  for (let round = 0; seen.length < 400; round++) {
    const client = await EventClient.connect(switchyard.url);
    await client.subscribe([`logs:${id}`], {
      since: round % 2 ? (seen.at(-1) ?? 0) : String(seen.at(-1) ?? 0),
    });
    await eventually(() => seqs(client).length > 0, { timeoutMs: 20_000, intervalMs: 1 });
    client.socket.terminate();
    seen.push(...seqs(client));
  }
  expect(seen).toEqual(range(1, 400));
});

test('after an unsubscribe no lines come, and a new subscribe goes on', async () => {
  const client = await EventClient.connect(switchyard.url);
  const { id } = await switchyard.api.submit({ script: ticking(300) });
  await client.subscribe([`logs:${id}`]);
  await eventually(() => seqs(client).length > 0, { timeoutMs: 10_000 });
  client.send({ op: 'unsubscribe', topics: [`logs:${id}`] });
  await client.subscribe(['queues']);
  const last = seqs(client).at(-1) ?? 0;
  await switchyard.api.reaches(id, 'success');
  // One batch may have been on its way.
  expect(seqs(client).length).toBeLessThan(300);
  const since = seqs(client).at(-1) ?? last;
  await client.subscribe([`logs:${id}`], { since });
  await eventually(() => expect(seqs(client)).toEqual(range(1, 300)));
});
