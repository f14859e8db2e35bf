import { expect, test } from 'vitest';
import { readAnsi } from '../../../../extension/state/ansiLine.ts';

const ESC = '\u001b';

test('colours are ranges of the plain text', () => {
  expect(readAnsi(`${ESC}[1;32m✓${ESC}[0m src/${ESC}[31mapp${ESC}[39m.ts`)).toEqual({
    text: '✓ src/app.ts',
    spans: [
      { start: 0, end: 1, color: 'green', bold: true },
      { start: 6, end: 9, color: 'red' },
    ],
  });
  expect(readAnsi(`${ESC}[91mbright${ESC}[m`).spans).toEqual([{ start: 0, end: 6, color: 'red' }]);
});

test('what can’t be shown leaves no trace', () => {
  expect(
    readAnsi(`${ESC}[38;5;196mred${ESC}[48;2;1;31;3m on${ESC}[0m ${ESC}[2Kgone${ESC}]0;title\u0007!`),
  ).toEqual({
    text: 'red on gone!',
    spans: [],
  });
  expect(readAnsi(`${ESC}[31m 10 %\r${ESC}[32m100 %${ESC}[0m\r`).text).toBe('100 %');
  expect(readAnsi('plain')).toEqual({ text: 'plain', spans: [] });
});
