import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINE_CHARS_MAX, pathLinks } from '../../../../extension/logs/pathLinks.ts';

const placesOf = (text: string) => pathLinks(text).map(({ path, line, column }) => [path, line, column]);

test.each([
  ['src/a.ts:3:1', 'src/a.ts', 3, 1],
  ['at run (./x/y.ts(3,4))', './x/y.ts', 3, 4],
  ['Error: /a/b.js:1:2', '/a/b.js', 1, 2],
  ['../up/it.test.ts:7', '../up/it.test.ts', 7, 1],
  ['  File "/srv/my app.py", line 12, in <module>', '/srv/my app.py', 12, 1],
  ['src/中文.ts:3:1', 'src/中文.ts', 3, 1],
  ['docs/e\u0301te\u0301.md:2', 'docs/e\u0301te\u0301.md', 2, 1],
])('%s is found', (text, ...place) => {
  expect(placesOf(text)).toEqual([place]);
});

test.each([
  'http://a.example/b.js:1:2',
  'see http://localhost:80/b.js:1',
  'src/a.ts',
  '12:30:01',
  'a b.c: 3',
])('%s names none', (text) => {
  expect(placesOf(text)).toEqual([]);
});

test('of a very long line only the beginning is looked at', () => {
  const long = `src/a.ts:3:1 ${'x'.repeat(300_000)} src/b.ts:4:1`;
  expect(placesOf(long)).toEqual([['src/a.ts', 3, 1]]);
  const full = 'a.ts:1 '.repeat(300_000 / 7);
  expect(pathLinks(full)).toHaveLength(Math.floor(LINE_CHARS_MAX / 7));
});

const name = fc.stringMatching(/^[a-z中é_@+-][a-z0-9中é_@+.-]{0,8}$/);
const file = fc
  .tuple(fc.constantFrom('', '/', './', '../'), fc.array(name, { maxLength: 4 }), name)
  .map(([root, folders, last]) => `${root}${[...folders, last].join('/')}.ts`);
const number = fc.integer({ min: 1, max: 99_999 });
const place = fc.oneof(
  fc.tuple(file, number).map(([path, line]) => ({ path, line, column: 1, text: `${path}:${line}` })),
  fc.tuple(file, number, number, fc.boolean()).map(([path, line, column, round]) => ({
    path,
    line,
    column,
    text: round ? `${path}(${line},${column}` : `${path}:${line}:${column}`,
  })),
);
/** Without a colon or a bracket there is no place in it. */
const word = fc.stringMatching(/^[a-z0-9中./_@+,;=-]{0,12}$/);

test('every place in a short line is found where it stands, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(place, word), { maxLength: 12 }), (pieces) => {
      let text = '';
      const expected = pieces.flatMap((piece) => {
        const start = text.length;
        text += `${typeof piece === 'string' ? piece : piece.text} `;
        if (typeof piece === 'string') return [];
        const { text: own, ...found } = piece;
        return { ...found, start, end: start + own.length };
      });
      expect(pathLinks(text)).toEqual(expected);
    }),
  );
});
