import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { followLog } from '../../../../extension/api/followLog.ts';
import { RestClient } from '../../../../extension/api/restClient.ts';
import { fakeServer, problem, sendJson } from '../../../support/fakeServer.ts';

const line = (seq: number) => ({
  seq,
  at: '2026-01-01T10:00:00.000Z',
  run: 1,
  stream: 'stdout',
  text: `line ${seq}`,
});

/** Answers as the API does for a log of `last` lines of a task that is over. */
function answerPage(response: ServerResponse, after: number, last: number): void {
  const lines = after < last ? [line(after + 1)] : [];
  sendJson(response, 200, { lines, next_after: after + lines.length, complete: after >= last });
}

test('gives each line once and in order, though the server broke off, repeated itself and cut a line in two', async () => {
  const opened: number[] = [];
  const { url } = await fakeServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams;
    const after = Number(query.get('after'));
    if (query.get('follow') !== 'true') return answerPage(response, after, 5);
    opened.push(after);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    if (opened.length === 1) {
      const whole = `${JSON.stringify(line(1))}\n${JSON.stringify(line(2))}\n`;
      response.write(whole.slice(0, 40));
      response.write(`${whole.slice(40)}{"seq":3,`, () => response.destroy());
    } else {
      response.end([2, 3, 4, 5].map((seq) => `${JSON.stringify(line(seq))}\n`).join(''));
    }
  });
  const seqs: number[] = [];
  let away = 0;
  const client = new RestClient({ url, token: 't' });
  const { signal } = new AbortController();
  for await (const lines of followLog(client, 'a', { after: 0, signal, onAway: () => away++ })) {
    seqs.push(...lines.map(({ seq }) => seq));
  }
  expect(seqs).toEqual([1, 2, 3, 4, 5]);
  expect(opened).toEqual([0, 2]);
  expect(away).toBe(1);
});

test('throws what waiting doesn’t mend', async () => {
  const { url } = await fakeServer((_request, response) =>
    sendJson(response, 404, problem(404, 'task.not_found', 'There is no task a.')),
  );
  const { signal } = new AbortController();
  const following = followLog(new RestClient({ url, token: 't' }), 'a', { after: 0, signal });
  await expect(following.next()).rejects.toThrow('There is no task a.');
});

test('ends when it is told to', async () => {
  const { url } = await fakeServer((_request, response) => {
    response.writeHead(200).write(`${JSON.stringify(line(1))}\n`);
  });
  const stop = new AbortController();
  const following = followLog(new RestClient({ url, token: 't' }), 'a', { after: 0, signal: stop.signal });
  expect((await following.next()).value).toEqual([line(1)]);
  stop.abort();
  expect((await following.next()).done).toBe(true);
});
