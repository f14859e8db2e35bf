import { expect, test } from 'vitest';
import { readWholeLog } from '../../../../extension/api/readWholeLog.ts';
import type { LogLine } from '../../../../shared/logs.ts';

/** A log that has grown to so many lines by the time it is read. */
const logOf = (count: number, asked: number[]) => ({
  readLog: async (_: string, after: number, limit: number) => {
    asked.push(limit);
    const lines = Array.from({ length: Math.max(0, Math.min(limit, count - after)) }, (_, index): LogLine => {
      const seq = after + 1 + index;
      return { seq, at: '2026-01-01T10:00:00.000Z', run: 1, stream: 'stdout', text: `line ${seq}` };
    });
    return { lines, next_after: after + lines.length, complete: false };
  },
});

async function read(count: number, last: number) {
  const asked: number[] = [];
  const seqs: number[] = [];
  for await (const lines of readWholeLog(logOf(count, asked), 'x', last))
    seqs.push(...lines.map(({ seq }) => seq));
  return { asked, seqs };
}

test('brings every line up to the last one of before, a bounded page at a time', async () => {
  const { seqs, asked } = await read(5000, 2500);
  expect(seqs).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1));
  expect(Math.max(...asked)).toBe(1000);
});

test('a log that lost its end is an error, not a shorter log', async () => {
  await expect(read(1500, 2500)).rejects.toThrow('ended before its last line');
  expect(await read(10, 0)).toEqual({ asked: [], seqs: [] });
});
