import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LogSegment, lastSeq, segmentLines } from '../../../../server/logs/segment.ts';

const at = Date.parse('2026-06-01T12:00:00.123Z');
const segmentOf = (lines: string[], seq: number): LogSegment => ({
  seq,
  count: lines.length,
  at,
  run: 2,
  stream: 'stderr',
  text: lines.join('\n'),
});

test('a segment is its lines, each with its seq', () => {
  const segment = segmentOf(['a', '', 'c'], 10);
  const common = { at: '2026-06-01T12:00:00.123Z', run: 2, stream: 'stderr' };
  expect(segmentLines(segment, 0, 100)).toEqual([
    { seq: 10, text: 'a', ...common },
    { seq: 11, text: '', ...common },
    { seq: 12, text: 'c', ...common },
  ]);
  expect(lastSeq(segment)).toBe(12);
});

test('reading on from any line, in steps of any size, gives every line once', () => {
  const line = fc.string().map((text) => text.replaceAll('\n', ''));
  const lines = fc.array(line, { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      lines,
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 7 }),
      (texts, seq, step) => {
        const segment = segmentOf(texts, seq);
        const read: string[] = [];
        let after = seq - 1;
        for (;;) {
          const some = segmentLines(segment, after, step);
          if (some.length === 0) break;
          expect(some.map((each) => each.seq)).toEqual(some.map((_, index) => after + 1 + index));
          read.push(...some.map(({ text }) => text));
          after = some.at(-1)?.seq ?? after;
        }
        expect(read).toEqual(texts);
        expect(after).toBe(lastSeq(segment));
      },
    ),
  );
});

test('after its last line there is nothing', () => {
  expect(segmentLines(segmentOf(['a', 'b'], 5), 6, 10)).toEqual([]);
});
