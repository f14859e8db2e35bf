import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RestClient } from '../../../../extension/api/restClient.ts';
import { timeLeft } from '../../../../extension/confirmations/questionText.ts';
import { ServerClock } from '../../../../extension/state/serverClock.ts';
import { confirmation } from '../../../support/confirmation.ts';
import { fakeServer, sendJson } from '../../../support/fakeServer.ts';

const NOW = Date.parse('2026-01-01T10:00:00.300Z');
const MINUTE_MS = 60_000;
const header = (ms: number) => new Date(ms).toUTCString();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

test('where this machine’s clock is wrong, the time is that of the server', () => {
  const clock = new ServerClock();
  clock.learn(header(NOW - 7 * MINUTE_MS), NOW);
  expect(Math.abs(clock.now() - (NOW - 7 * MINUTE_MS))).toBeLessThan(1000);
  clock.learn(header(NOW + 3 * MINUTE_MS), NOW);
  expect(Math.abs(clock.now() - (NOW + 3 * MINUTE_MS))).toBeLessThan(1000);
  clock.learn(header(NOW), NOW);
  expect(clock.now()).toBe(NOW);
});

test('what the header and the way make uncertain is no difference, and an answer that took long tells none', () => {
  const clock = new ServerClock();
  for (const ahead of [-2000, -1000, 1000, 2000]) clock.learn(header(NOW + ahead), NOW);
  clock.learn(header(NOW + 7 * MINUTE_MS), NOW - MINUTE_MS);
  clock.learn(null, NOW);
  clock.learn('some day', NOW);
  expect(clock.now()).toBe(NOW);
});

test('it is learnt from any answer, and a question has the time that the server gives it', async () => {
  const { url } = await fakeServer((_request, response) => {
    response.setHeader('date', header(NOW - 7 * MINUTE_MS));
    sendJson(response, 200, { items: [] });
  });
  const clock = new ServerClock();
  await new RestClient({ url, token: 't' }, clock).listProjects();
  const question = confirmation({ expires_at: '2026-01-01T09:56:30.000Z' });
  expect(timeLeft(question, Date.now())).toBe('out of time');
  expect(timeLeft(question, clock.now())).toBe('3 min left');
});
