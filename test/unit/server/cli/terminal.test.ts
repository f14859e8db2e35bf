import { expect, test } from 'vitest';
import { paintFor, terminalWidth } from '../../../../server/cli/terminal.ts';

test('colours only on a terminal, and not when NO_COLOR says so', () => {
  expect(paintFor({ isTTY: true }, {})('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect(paintFor({}, {})('red', 'x')).toBe('x');
  expect(paintFor({ isTTY: true }, { NO_COLOR: '1' })('red', 'x')).toBe('x');
  expect(paintFor({ isTTY: true }, { TERM: 'dumb' })('red', 'x')).toBe('x');
});

test('the width is that of the terminal, unless COLUMNS tells; a file has none', () => {
  expect(terminalWidth({ isTTY: true, columns: 90 }, {})).toBe(90);
  expect(terminalWidth({ isTTY: true, columns: 90 }, { COLUMNS: '70' })).toBe(70);
  expect(terminalWidth({}, {})).toBe(Number.POSITIVE_INFINITY);
});
