import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { EventSocket } from '../../../../extension/api/eventSocket.ts';
import { eventually } from '../../../support/eventually.ts';
import { fakeServer, problem, sendJson } from '../../../support/fakeServer.ts';
import { freePort } from '../../../support/npmStart.ts';

const patient = { timeoutMs: 10_000 };

/** A server of events that notes what clients ask, and how they come. */
function eventServer(
  port: number,
  onFrame: (frame: { op: string; since?: string }, socket: WebSocket) => void,
) {
  const server = new WebSocketServer({ port, host: '127.0.0.1', path: '/api/v1/events' });
  server.on('connection', (socket) => {
    socket.on('message', (data) => onFrame(JSON.parse(String(data)), socket));
  });
  const stop = async () => {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  return { stop };
}

function connect(url: string) {
  const told: string[] = [];
  const socket = new EventSocket({ url, token: 'swy_1' }, ['tasks'], {
    onOpened: () => told.push('opened'),
    onEvent: (event) => told.push(`event ${'version' in event ? event.version : ''}`),
    onResync: () => told.push('resync'),
    onLost: () => told.push('lost'),
    onRefused: (reason) => told.push(`refused: ${reason}`),
    onStrange: (reason) => told.push(`strange: ${reason}`),
  });
  onTestFinished(() => socket.stop());
  socket.start();
  return { socket, told };
}

const send = (socket: WebSocket, frame: object) => socket.send(JSON.stringify(frame));
const event = (cursor: string, version: number) => ({
  op: 'event',
  topic: 'tasks',
  cursor,
  event: {
    type: 'task.updated',
    task_id: 'a',
    project_id: 'default',
    version,
    at: '2026-01-01T10:00:00.000Z',
  },
});

test('reads all at first, and after a break continues behind the last event', async () => {
  const port = await freePort();
  const asked: (string | undefined)[] = [];
  const first = eventServer(port, ({ since }, socket) => {
    asked.push(since);
    send(socket, { op: 'subscribed', topics: ['tasks'], cursor: '10-0' });
    send(socket, event('11-0', 1));
  });
  const { told } = connect(`http://127.0.0.1:${port}`);
  await eventually(() => expect(told).toEqual(['opened', 'resync', 'event 1']), patient);
  await first.stop();
  await eventually(() => expect(told).toContain('lost'), patient);
  eventServer(port, ({ since }, socket) => {
    asked.push(since);
    send(socket, { op: 'subscribed', topics: ['tasks'], cursor: since });
    send(socket, event('12-0', 2));
  });
  await eventually(() => expect(told.slice(-2)).toEqual(['opened', 'event 2']), patient);
  expect(told.filter((what) => what === 'resync')).toHaveLength(1);
  expect(asked).toEqual([undefined, '11-0']);
});

test('reads all again when the server can’t continue', async () => {
  const port = await freePort();
  eventServer(port, (_frame, socket) => {
    send(socket, { op: 'subscribed', topics: ['tasks'], cursor: '20-0' });
    send(socket, { op: 'resync', topic: 'tasks' });
  });
  const { told } = connect(`http://127.0.0.1:${port}`);
  await eventually(() => expect(told).toEqual(['opened', 'resync', 'resync']), patient);
});

test('stops trying when the token is revoked', async () => {
  const port = await freePort();
  eventServer(port, (_frame, socket) => socket.close(4401, 'token revoked'));
  const { told } = connect(`http://127.0.0.1:${port}`);
  await eventually(() => expect(told).toEqual(['refused: The token was revoked.']), patient);
});

test('tells a refused token, a server that is busy, and something that is no such server', async () => {
  const answers = [
    [401, problem(401, 'auth.token_invalid', 'The token is unknown.'), 'refused: The token is unknown.'],
    [503, problem(503, 'store.away', 'Redis is away.'), 'lost'],
    [200, {}, 'strange: it answers 200'],
  ] as const;
  for (const [status, body, expected] of answers) {
    const { url } = await fakeServer((_request, response) => sendJson(response, status, body));
    const { told } = connect(url);
    await eventually(() => expect(told[0]).toBe(expected), patient);
  }
});

test('goes at once when told to, and never after it was stopped', async () => {
  const port = await freePort();
  const { socket, told } = connect(`http://127.0.0.1:${port}`);
  await eventually(() => expect(told).toEqual(['lost']), patient);
  eventServer(port, (_frame, peer) => send(peer, { op: 'subscribed', topics: ['tasks'], cursor: '1-0' }));
  socket.retryNow();
  await eventually(() => expect(told).toContain('opened'), patient);
  socket.stop();
  const before = told.length;
  socket.retryNow();
  expect(told).toHaveLength(before);
});
