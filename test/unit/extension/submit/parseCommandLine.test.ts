import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../../extension/submit/parseCommandLine.ts';

test.each([
  ['npm test', 'npm', ['test']],
  ['  npm   run  build ', 'npm', ['run', 'build']],
  [`node -e "console.log('a b')"`, 'node', ['-e', `console.log('a b')`]],
  [String.raw`echo a\ b "c\"d" 'e\f'`, 'echo', ['a b', 'c"d', 'e\\f']],
  [`echo '$HOME' '*' 'a|b' '#'`, 'echo', ['$HOME', '*', 'a|b', '#']],
  [`echo ""`, 'echo', ['']],
  ['make CC=gcc', 'make', ['CC=gcc']],
])('%s', (line, command, args) => {
  expect(parseCommandLine(line)).toEqual({ command, args });
});

test.each([
  ['a | b', '|'],
  ['a && b', '&&'],
  ['a > file', '>'],
  ['echo $HOME', '$HOME'],
  ['ls *.ts', '*.ts'],
  ['a; b', ';'],
  ['a # b', '#'],
])('%s needs a shell, and is told how to get one', (line, what) => {
  expect(() => parseCommandLine(line)).toThrow(what);
  expect(() => parseCommandLine(line)).toThrow(`bash -c '${line}'`);
});

test('nothing is no command', () => {
  expect(() => parseCommandLine('  ')).toThrow('Write a command');
  expect(() => parseCommandLine('"" a')).toThrow('Write a command');
});
