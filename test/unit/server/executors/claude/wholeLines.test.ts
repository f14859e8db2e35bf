import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineTooLong, wholeLines } from '../../../../../server/executors/claude/wholeLines.ts';

async function linesOf(chunks: Iterable<Uint8Array>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of wholeLines(Readable.from(chunks))) lines.push(line);
  return lines;
}

test('lines come whole, wherever the chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' })),
      fc.integer({ min: 1, max: 7 }),
      async (texts, size) => {
        const lines = texts.map((text) => text.replaceAll('\n', ' '));
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const chunks = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        expect(await linesOf(chunks)).toEqual(lines);
      },
    ),
  );
});

test('what comes without a newline at the end counts', async () => {
  expect(await linesOf([Buffer.from('one\ntw'), Buffer.from('o')])).toEqual(['one', 'two']);
});

test('a line without end is not kept without end', async () => {
  const chunk = Buffer.alloc(8 * 1024 * 1024, 'x');
  await expect(linesOf(Array.from({ length: 9 }, () => chunk))).rejects.toThrow(LineTooLong);
});
