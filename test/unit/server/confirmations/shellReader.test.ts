import { describe, expect, test } from 'vitest';
import { readShell } from '../../../../server/confirmations/shellReader.ts';

describe('one plain command', () => {
  test.each([
    ['rm -rf build', ['rm', '-rf', 'build']],
    [`  rm   'a b'  "c d" e\\ f `, ['rm', 'a b', 'c d', 'e f']],
    [`r\\m 'x'"y"z`, ['rm', 'xyz']],
    ['echo a#b "it\'s" \'"\'', ['echo', 'a#b', "it's", '"']],
    ['rm \\\n -f x', ['rm', '-f', 'x']],
    [`echo "a\\$b\\c"`, ['echo', 'a$b\\c']],
    ['[ -f x ]', ['[', '-f', 'x', ']']],
    ["''", ['']],
  ])('%j', (text, words) => {
    expect(readShell(text)).toEqual({ commands: [words], plain: true });
  });
});

describe('every command, wherever it stands', () => {
  test.each([
    ['a && b || c; d & e | f |& g', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
    ['(a; { b; }) ; ! c', ['a', 'b', 'c']],
    ['if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['while a; do b; done', ['a', 'b']],
    ['f() { a; }', ['f', 'a']],
    ['X=1 Y+=2 a', ['a']],
    [
      `echo $(a) "$(b "$(c)")" \`d \\\`e\\\`\` \${X:-$(f)} $((1 + $(g)))`,
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    ],
    ['diff <(a) >(b)', ['a', 'b']],
    ['a > "$(b)" 2>&1', ['a', 'b']],
    ['a\nb # c\nd', ['a', 'b', 'd']],
    ['x=(1 $(a))', ['a']],
  ])('%j', (text, programs) => {
    const read = readShell(text);
    expect(read?.plain).toBe(false);
    const names = read?.commands.map(([program]) => program);
    for (const program of programs) expect(names).toContain(program);
  });
});

describe('not plain, though it is one command', () => {
  test.each([
    'a $X',
    'a "$X"',
    'a *.ts',
    'a {b,c}',
    '{rm,-rf} x',
    'a ~/b',
    'a --to=~/b',
    'a > b',
    'a &',
    'a;',
    'X=1 a',
    'a # b',
    '$X',
    'a 2>&1',
    'a\n',
    'a &> b',
  ])('%j', (text) => {
    expect(readShell(text)?.plain).toBe(false);
  });
});

describe('not understood', () => {
  test.each([
    "a 'b",
    'a "b',
    'a `b',
    'a $(b',
    'a )',
    'a (',
    'a \\',
    'cat <<EOF\nrm x\nEOF',
    'case x in a) rm;; esac',
    "$'r\\x6d' x",
    '$"rm" x',
    `echo "\${X:-'$(rm x)'}"`,
    `\${ rm x; }`,
    '$[1+1]',
    'a >',
    `${'('.repeat(60)}a${')'.repeat(60)}`,
    '`'.repeat(3),
    'a'.repeat(30_000),
  ])('%j', (text) => {
    expect(readShell(text)).toBeUndefined();
  });
});

test('a space that the shell doesn’t take for one belongs to the word', () => {
  expect(readShell('cat a\u00a0')?.commands).toEqual([['cat', 'a\u00a0']]);
});
