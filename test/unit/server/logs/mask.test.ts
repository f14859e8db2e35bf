import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter } from '../../../../server/logs/lineSplitter.ts';
import { createMask, noMask } from '../../../../server/logs/mask.ts';

test.each([
  ['a token abc12345 here', ['abc12345'], 'a token *** here'],
  ['abc12345abc12345', ['abc12345'], '******'],
  ['nothing to hide', ['abc12345'], 'nothing to hide'],
  ['abcdef', ['abcd', 'cdef'], '***'],
  ['abcdefgh', ['abcd', 'abcdef'], '***gh'],
  ['one\nfirst line\nthe second\nend', ['first line\r\n\nthe second\r\nx'], 'one\n***\n***\nend'],
  ['  indented key  ', ['   indented key\n'], '  ***  '],
  ['say "quo\\"ted/\\n"', ['quo"ted/'], 'say "***\\n"'],
  ['?key=a%20b%26c%2F', ['a b&c/'], '?key=***'],
  ['a.b*c(d)', ['.b*c('], 'a***d)'],
])('%j without %j is %j', (text, secrets, expected) => {
  expect(createMask(secrets).text(text)).toBe(expected);
});

test.each([0, 1, 2, 3])('in base64, with %i bytes before it', (before) => {
  const value = 'hunter2:correct horse?battery~staple';
  const mask = createMask([value]);
  for (const encoding of ['base64', 'base64url'] as const) {
    const text = Buffer.from(`${'u'.repeat(before)}${value}, and more`).toString(encoding);
    const masked = mask.text(text);
    expect(masked).toContain('***');
    const left = Buffer.from(masked.replace('***', ''), 'base64').toString('latin1');
    expect(left).not.toContain('hunter');
    expect(left).not.toContain('staple');
  }
});

test('without secrets nothing is looked at', () => {
  expect(createMask([])).toBe(noMask);
  expect(createMask(['abc', '\n\n', '  x '])).toBe(noMask);
});

test('a JSON value is masked in its texts and its names', () => {
  const mask = createMask(['abc12345']);
  const value = { note: 'is abc12345', list: [1, null, true, ['abc12345']], 'abc12345-name': 0.5 };
  expect(mask.value(value)).toEqual({
    note: 'is ***',
    list: [1, null, true, ['***']],
    '***-name': 0.5,
  });
});

describe('across the borders of chunks', () => {
  const letters = 'abc +/"ü\n';
  const textOf = (minLength: number, maxLength: number) =>
    fc.array(fc.constantFrom(...letters), { minLength, maxLength }).map((characters) => characters.join(''));

  const maskedLines = (chunks: Uint8Array[], secrets: string[]) => {
    const mask = createMask(secrets);
    const splitter = new LineSplitter(mask);
    const pieces = [...chunks.map((chunk) => splitter.push(chunk)), splitter.end()];
    return pieces.flatMap((piece) => (piece ? mask.text(piece.text).split('\n') : []));
  };
  const chunked = (bytes: Uint8Array, cuts: number[]) => {
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
    return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
  };

  test('any split of an output is masked alike, and no line of a secret survives', () => {
    const secret = textOf(4, 14);
    const pieces = fc.array(fc.oneof(textOf(0, 12), secret), { maxLength: 10 });
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        pieces,
        fc.array(fc.nat()),
        (...given) => {
          const [secrets, texts, cuts] = given;
          const bytes = Buffer.from(texts.concat(secrets).join(''));
          const lines = maskedLines(chunked(bytes, cuts), secrets);
          expect(lines).toEqual(maskedLines([bytes], secrets));
          const hidden = secrets
            .flatMap((value) => value.split('\n'))
            .map((line) => line.trim())
            .filter((line) => line.length >= 4);
          for (const line of lines) for (const text of hidden) expect(line).not.toContain(text);
        },
      ),
    );
  });

  test('a secret in a line that is cut for its length stays hidden', () => {
    const secrets = ['correct-horse-battery', 'battery-staple-0123456789'];
    const text = (before: number) =>
      `${'x'.repeat(before)}correct-horse-battery-staple-0123456789${'y'.repeat(99)}`;
    for (let before = 64 * 1024 - 45; before <= 64 * 1024 + 5; before++) {
      const bytes = Buffer.from(text(before));
      for (const cuts of [[], [before + 3], [64 * 1024, 64 * 1024 + 1]]) {
        const lines = maskedLines(chunked(bytes, cuts), secrets);
        expect(lines.join('')).toBe(`${'x'.repeat(before)}***${'y'.repeat(99)}`);
      }
    }
  });
});
