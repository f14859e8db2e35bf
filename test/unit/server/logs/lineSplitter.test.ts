import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter, type Lines } from '../../../../server/logs/lineSplitter.ts';

/** The lines that a splitter finds in the chunks. Each piece’s count has to fit its text. */
function linesOf(chunks: Uint8Array[]): string[] {
  const splitter = new LineSplitter();
  const pieces: (Lines | undefined)[] = chunks.map((chunk) => splitter.push(chunk));
  pieces.push(splitter.end());
  return pieces.flatMap((piece) => {
    if (!piece) return [];
    const lines = piece.text.split('\n');
    expect(piece.count).toBe(lines.length);
    return lines;
  });
}

const ofTexts = (...texts: string[]) => linesOf(texts.map((text) => Buffer.from(text)));

function chunked(bytes: Uint8Array, cuts: number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

test.each([
  [['a\nb\n'], ['a', 'b']],
  [['a\nb'], ['a', 'b']],
  [['\n\n'], ['', '']],
  [[''], []],
  [['a', 'b', '\n'], ['ab']],
  [['a\r\nb\r\n'], ['a', 'b']],
  [
    ['a\r', '\nb\n'],
    ['a', 'b'],
  ],
  [
    ['a\n\r', '\nb\n'],
    ['a', '', 'b'],
  ],
  [['10%\r20%\r\n'], ['10%\r20%']],
  [['a\r\r\nb\n'], ['a\r', 'b']],
])('%j becomes %j', (chunks, lines) => {
  expect(ofTexts(...chunks)).toEqual(lines);
});

test('a character that is split over chunks stays whole', () => {
  const bytes = Buffer.from('grün 🚂 完\n');
  expect(linesOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(['grün 🚂 完']);
});

test('bytes that are no UTF-8 become replacement characters and never an error', () => {
  expect(linesOf([Uint8Array.of(0xff, 0x61, 0x0a, 0xc3)])).toEqual(['\uFFFDa', '\uFFFD']);
});

const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .array(fc.constantFrom('a', '\n', '\r', '\r\n', 'ü', '🚂', '\u2028'), { maxLength: 40 })
    .map((parts) => Uint8Array.from(Buffer.from(parts.join('')))),
);

test('how the bytes are cut into chunks changes no line', () => {
  fc.assert(
    fc.property(someBytes, fc.array(fc.nat(), { maxLength: 12 }), (bytes, cuts) => {
      expect(linesOf(chunked(bytes, cuts))).toEqual(linesOf([bytes]));
    }),
    { numRuns: 2000 },
  );
});

describe('a program that prints no newline', () => {
  test('fills no memory: its output comes in pieces', () => {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let held = 0;
    for (let at = 0; at < 100; at++) held += chunk.length - (splitter.push(chunk)?.text.length ?? 0);
    expect(held).toBeLessThanOrEqual(2 * chunk.length);
    expect(splitter.end()?.text.length ?? 0).toBe(held);
  });
});
