import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OutputTail } from '../../../../server/worker/outputTail.ts';

const TAIL_BYTES = 64 * 1024;
const tailOf = (texts: string[]) => {
  const tail = new OutputTail();
  for (const text of texts) tail.push(text);
  return tail.read();
};

test('of little output it is all of it', () => {
  expect(tailOf([])).toBe('');
  expect(tailOf(['a\nb', '', 'c'])).toBe('a\nb\n\nc\n');
});

test('of much output it is the last whole lines, at most 64 KiB of them', () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index}`);
  const all = lines.map((line) => `${line}\n`).join('');
  const tail = tailOf(lines);
  expect(all.endsWith(tail)).toBe(true);
  expect(tail).toMatch(/^line \d+\n/);
  expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(TAIL_BYTES);
  expect(Buffer.byteLength(tail)).toBeGreaterThan(TAIL_BYTES - 20);
});

test('the limit is of bytes, also where characters are longer, and none is cut in half', () => {
  const line = fc.constantFrom('ü'.repeat(500), '🚂'.repeat(333), '完成'.repeat(200), 'plain');
  fc.assert(
    fc.property(fc.array(line, { minLength: 200, maxLength: 400 }), (lines) => {
      const tail = tailOf(lines);
      expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(TAIL_BYTES);
      expect(
        lines
          .map((each) => `${each}\n`)
          .join('')
          .endsWith(tail),
      ).toBe(true);
      expect(
        tail
          .split('\n')
          .slice(0, -1)
          .every((each) => lines.includes(each)),
      ).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('of one endless line it is the end', () => {
  const tail = tailOf(['🚂'.repeat(100_000)]);
  expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(TAIL_BYTES);
  expect(tail).toMatch(/^🚂+\n$/u);
});
