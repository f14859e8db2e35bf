import { expect, test } from 'vitest';
import { RestClient } from '../../../../extension/api/restClient.ts';
import { searchWholeLog } from '../../../../extension/api/searchWholeLog.ts';
import { fakeServer, sendJson } from '../../../support/fakeServer.ts';

const LAST = 1000;
const PIECE = 300;

/** A log of which every tenth line holds the text; an answer looks through a piece of it. */
async function search(limit: number, isCancelled = () => false) {
  const asked: string[] = [];
  const { url } = await fakeServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    asked.push(searchParams.get('search') ?? '');
    const after = Number(searchParams.get('after'));
    const lines = [];
    let next = after;
    while (next < Math.min(LAST, after + PIECE) && lines.length < Number(searchParams.get('limit'))) {
      next += 1;
      const line = { seq: next, at: '2026-01-01T10:00:00.000Z', run: 1, stream: 'stdout', text: 'a&b' };
      if (next % 10 === 0) lines.push(line);
    }
    sendJson(response, 200, { lines, next_after: next, complete: false });
  });
  const client = new RestClient({ url, token: 't' });
  const hits = await searchWholeLog(client, 'x', { text: 'a&b', limit, isCancelled });
  return { asked, seqs: hits.map(({ seq }) => seq) };
}

test('goes on until the end of the log, also of one that is not complete', async () => {
  const { seqs, asked } = await search(500);
  expect(seqs).toEqual(Array.from({ length: 100 }, (_, index) => (index + 1) * 10));
  expect(new Set(asked)).toEqual(new Set(['a&b']));
});

test('ends with the hits that are wanted, and when it is cancelled', async () => {
  expect((await search(35)).seqs.at(-1)).toBe(350);
  let looks = 0;
  expect((await search(500, () => ++looks > 1)).seqs).toHaveLength(30);
});
