import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { EventClient, refusalOf, statusOf } from './eventClient.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
});
afterAll(() => switchyard.stop());

async function newTicket() {
  const { status, body } = await switchyard.api.request<{ ticket: string; expires_at: string }>(
    'POST',
    '/events/ticket',
  );
  expect(status).toBe(201);
  return body;
}

test('a token in the header opens the socket', async () => {
  expect(await statusOf(switchyard.url, {})).toBe(101);
});

describe('a ticket', () => {
  test('opens the socket once', async () => {
    const { ticket } = await newTicket();
    expect(await statusOf(switchyard.url, { ticket })).toBe(101);
    expect(await statusOf(switchyard.url, { ticket })).toBe(401);
  });

  test('used by many at once opens one socket', async () => {
    const { ticket } = await newTicket();
    const answers = await Promise.all(Array.from({ length: 8 }, () => statusOf(switchyard.url, { ticket })));
    expect(answers.filter((status) => status === 101)).toHaveLength(1);
  });

  test('is gone after 30 s, and says so', async () => {
    const { pathname, searchParams } = new URL(switchyard.stores.redisUrl);
    const redis = new Redis({ path: pathname, db: Number(searchParams.get('db')) });
    try {
      const { ticket, expires_at } = await newTicket();
      const [key = ''] = await redis.keys(`*${ticket}`);
      const left = await redis.pttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(30_000);
      expect(Date.parse(expires_at)).toBeGreaterThan(Date.now());
      expect(Date.parse(expires_at)).toBeLessThanOrEqual(Date.now() + 30_000);
    } finally {
      redis.disconnect();
    }
  });
});

describe('is refused', () => {
  test.each([
    ['without a token', { headers: { authorization: '' } }, 401],
    ['with a wrong token', { headers: { authorization: 'Bearer swy_wrong' } }, 401],
    ['with a made-up ticket', { ticket: 'made-up' }, 401],
    ['with an empty ticket', { ticket: '' }, 401],
    ['from the page of another site', { headers: { origin: 'https://evil.example' } }, 403],
    ['from a page without an origin of its own', { headers: { origin: 'null' } }, 403],
  ])('%s', async (_case, options, status) => {
    expect(await statusOf(switchyard.url, options)).toBe(status);
  });

  test('what asks for it as for a page', async () => {
    expect(await switchyard.api.problem('GET', '/events')).toMatchObject({
      status: 400,
      code: 'socket.upgrade_missing',
      type_header: 'application/problem+json',
    });
  });
});

test('a page of the server itself may connect', async () => {
  expect(await statusOf(switchyard.url, { headers: { origin: switchyard.url } })).toBe(101);
});

describe('a bad frame is answered by an error frame, and the connection goes on', () => {
  test.each([
    ['no JSON', '{'],
    ['a number', '1'],
    ['null', 'null'],
    ['an unknown op', { op: 'publish', topics: ['tasks'] }],
    ['no topics', { op: 'subscribe' }],
    ['an empty list of topics', { op: 'subscribe', topics: [] }],
    ['an unknown topic', { op: 'subscribe', topics: ['users'] }],
    ['a task without an id', { op: 'subscribe', topics: ['task:'] }],
    ['an unknown field', { op: 'subscribe', topics: ['tasks'], until: 1 }],
    ['a log after a line that can’t be', { op: 'subscribe', topics: [`logs:${'0'.repeat(36)}`], since: -1 }],
    ['a log after a text', { op: 'subscribe', topics: [`logs:${'0'.repeat(36)}`], since: 'x' }],
    [
      'a log with others and a place',
      { op: 'subscribe', topics: ['tasks', `logs:${'0'.repeat(36)}`], since: 1 },
    ],
  ])('%s', async (_case, frame) => {
    const client = await EventClient.connect(switchyard.url);
    client.send(frame);
    await eventually(() => expect(client.of('error')).toHaveLength(1));
    expect(client.of('error')[0]).toMatchObject({
      code: 'frame.invalid',
      detail: expect.stringMatching(/./),
    });
    await client.subscribe(['tasks']);
    expect(client.closed).toBeUndefined();
  });

  test('the log of an unknown task', async () => {
    const client = await EventClient.connect(switchyard.url);
    client.send({ op: 'subscribe', topics: [`logs:${'0'.repeat(36)}`] });
    await eventually(() => expect(client.of('error')).toMatchObject([{ code: 'task.not_found' }]));
  });

  test('binary frames', async () => {
    const client = await EventClient.connect(switchyard.url);
    client.socket.send(Buffer.from([0, 255, 1]));
    await eventually(() => expect(client.of('error')).toHaveLength(1));
    await client.subscribe(['tasks']);
  });
});

test('a frame that is too large ends the connection, and only that one', async () => {
  const [large, other] = await Promise.all([
    EventClient.connect(switchyard.url),
    EventClient.connect(switchyard.url),
  ]);
  large.send('x'.repeat(1024 * 1024));
  await eventually(() => expect(large.closed).toEqual({ code: 1009 }));
  await other.subscribe(['tasks']);
});

test('more topics than a connection may have are refused, and those that it has may begin anew', async () => {
  const client = await EventClient.connect(switchyard.url);
  const topics = (from: number) =>
    Array.from(
      { length: 200 },
      (_, index) => `task:0199a0c6-7d2b-7000-8000-${String(from + index).padStart(12, '0')}`,
    );
  for (let count = 0; count < 5; count++) await client.subscribe(topics(count * 200));
  await client.subscribe(topics(0));
  client.send({ op: 'subscribe', topics: ['tasks'] });
  await eventually(() => expect(client.of('error')).toMatchObject([{ code: 'socket.too_many_topics' }]));
});

test('a refused handshake says why in a problem document', async () => {
  expect(await refusalOf(switchyard.url, { ticket: 'unknown' })).toMatchObject({
    status: 401,
    code: 'auth.ticket_invalid',
  });
  expect(await refusalOf(switchyard.url, { headers: { origin: 'https://evil.example' } })).toMatchObject({
    status: 403,
    code: 'auth.origin_refused',
  });
});
