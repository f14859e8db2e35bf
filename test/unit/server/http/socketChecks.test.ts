import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { keepPinging } from '../../../../server/http/socketChecks.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** @param answers whether it sends a pong for each ping. */
function socketThat(answers: () => boolean) {
  const socket = Object.assign(new EventEmitter(), {
    ping: vi.fn(() => answers() && socket.emit('pong')),
    terminate: vi.fn(),
  });
  return socket;
}

const seconds = (count: number) => vi.advanceTimersByTime(count * 1000);

test('a connection is pinged every 30 s, and ended when it didn’t answer the ping before', () => {
  let alive = true;
  const socket = socketThat(() => alive);
  keepPinging(socket as unknown as WebSocket);
  seconds(29);
  expect(socket.ping).not.toHaveBeenCalled();
  seconds(91);
  expect(socket.ping).toHaveBeenCalledTimes(4);
  alive = false;
  seconds(30);
  expect(socket.terminate).not.toHaveBeenCalled();
  seconds(30);
  expect(socket.terminate).toHaveBeenCalledOnce();
});

test('after its end nobody pings it any more', () => {
  const socket = socketThat(() => true);
  keepPinging(socket as unknown as WebSocket)();
  seconds(300);
  expect(socket.ping).not.toHaveBeenCalled();
});
