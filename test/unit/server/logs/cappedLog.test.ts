import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CappedLog } from '../../../../server/logs/cappedLog.ts';
import type { Lines } from '../../../../server/logs/lineSplitter.ts';

async function logged(pieces: string[][], bytesMax: number) {
  const texts: string[] = [];
  const said: string[] = [];
  const writer = {
    async write(stream: string, { text, count }: Lines) {
      expect(text.split('\n')).toHaveLength(count);
      if (stream === 'system') {
        said.push(text);
        texts.push('|');
      } else texts.push(...text.split('\n'));
    },
    async close() {},
    notify() {},
  };
  const log = new CappedLog(writer, bytesMax);
  for (const piece of pieces) await log.write('stdout', { text: piece.join('\n'), count: piece.length });
  await log.close();
  return { texts, said };
}

test('what fits is kept as it is', async () => {
  expect(await logged([['one', 'two'], ['three']], 40)).toEqual({ texts: ['one', 'two', 'three'], said: [] });
});

test('of more than fits, head and tail are kept, and what is between is counted', async () => {
  const lines = Array.from({ length: 100 }, (_, at) => `line ${String(at).padStart(3, '0')}`);
  const { texts, said } = await logged([lines.slice(0, 50), lines.slice(50)], 90);
  expect(texts).toEqual([...lines.slice(0, 5), '|', '|', ...lines.slice(95)]);
  expect(said[1]).toBe('90 lines (810 bytes) are left out here.');
});

test('whatever is printed: never more than the cap, the ends are right, every line is kept or counted', async () => {
  const piece = fc.array(fc.constantFrom('', 'a', 'grün', 'x'.repeat(30)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 12 }),
      fc.integer({ min: 1, max: 300 }),
      async (pieces, max) => {
        const all = pieces.flat();
        const { texts, said } = await logged(pieces, max);
        const kept = texts.filter((text) => text !== '|');
        const bytes = (lines: string[]) => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
        expect(bytes(kept)).toBeLessThanOrEqual(max);
        if (said.length === 0) {
          expect(kept).toEqual(all);
          return;
        }
        const head = texts.slice(0, texts.indexOf('|'));
        expect(all.slice(0, head.length)).toEqual(head);
        const tail = kept.slice(head.length);
        expect(all.slice(all.length - tail.length)).toEqual(tail);
        const [, left = '0', leftBytes = '0'] = /^(\d+) lines \((\d+) bytes\)/.exec(said[1] ?? '') ?? [];
        expect(kept.length + Number(left)).toBe(all.length);
        expect(bytes(kept) + Number(leftBytes)).toBe(bytes(all));
      },
    ),
  );
});
