import { expect, test } from 'vitest';
import { type AnsiStyle, plainStyle, readAnsi, spansOf } from '../../../../extension/state/ansiLine.ts';

const ESC = '\u001b';
const shown = (raw: string, before: AnsiStyle = {}) => {
  const line = readAnsi(raw);
  return { text: line.text, spans: spansOf(line, before) };
};

test('colours are ranges of the plain text', () => {
  expect(shown(`${ESC}[1;32m✓${ESC}[0m src/${ESC}[31mapp${ESC}[39m.ts`)).toEqual({
    text: '✓ src/app.ts',
    spans: [
      { start: 0, end: 1, color: 'green', bold: true },
      { start: 6, end: 9, color: 'red' },
    ],
  });
  expect(shown(`${ESC}[91mbright${ESC}[m`).spans).toEqual([{ start: 0, end: 6, color: 'red' }]);
});

test('what can’t be shown leaves no trace', () => {
  expect(
    shown(`${ESC}[38;5;196mred${ESC}[48;2;1;31;3m on${ESC}[0m ${ESC}[2Kgone${ESC}]0;title\u0007!`),
  ).toEqual({
    text: 'red on gone!',
    spans: [],
  });
  expect(shown(`${ESC}[31m 10 %\r${ESC}[32m100 %${ESC}[0m\r`).text).toBe('100 %');
  expect(shown('plain')).toEqual({ text: 'plain', spans: [] });
});

test('what a line leaves on goes on in the next one, and what it doesn’t touch is as before', () => {
  expect(readAnsi(`${ESC}[31mred begins`).left).toEqual({ color: 'red' });
  expect(readAnsi(`${ESC}[31m 10 %\r100 %${ESC}[1m\r`)).toMatchObject({
    text: '100 %',
    left: { color: 'red', bold: true },
  });
  expect(readAnsi(`goes on${ESC}[0m`).left).toEqual(plainStyle);
  expect(shown(`goes on${ESC}[0m, ends`, { color: 'red' }).spans).toEqual([
    { start: 0, end: 7, color: 'red' },
  ]);
  expect(shown(`goes on ${ESC}[1mbold`, { color: 'red' }).spans).toEqual([
    { start: 0, end: 8, color: 'red' },
    { start: 8, end: 12, color: 'red', bold: true },
  ]);
  expect(shown('plain', { color: 'red' }).spans).toEqual([{ start: 0, end: 5, color: 'red' }]);
  expect(shown('', { color: 'red' }).spans).toEqual([]);
  expect(shown('plain', plainStyle).spans).toEqual([]);
});

test.each([
  ['|\b/\b-\b\\\b done', ' done'],
  ['10%\b\b\b20%\b\b\b\b\b100%\b', '100%'],
  ['abc\b\bx', 'axc'],
  ['ti\bick\u0007\u0000\u000c\u009f!\ttock', 'tick!\ttock'],
  ['🚂\b🚃', '🚃'],
  ['\b\b', ''],
])('%j is what a terminal shows of it', (raw, text) => {
  expect(readAnsi(raw).text).toBe(text);
});

test('what is written over has its own colour', () => {
  expect(shown(`${ESC}[31m|\b/\b${ESC}[32m✓ ok${ESC}[0m!`)).toEqual({
    text: '✓ ok!',
    spans: [{ start: 0, end: 4, color: 'green' }],
  });
});
