import { expect, test } from 'vitest';
import { fileChangeOf } from '../../../../extension/confirmations/fileChange.ts';

const files: Readonly<Record<string, string>> = { '/repo/a.ts': 'one\ntwo\none\n' };
const change = (tool: string, input: object) => fileChangeOf(tool, input, async (path) => files[path]);

test('a file that is written is compared with what it is now, or with nothing', async () => {
  expect(await change('Write', { file_path: '/repo/a.ts', content: 'new' })).toEqual({
    name: 'a.ts',
    before: 'one\ntwo\none\n',
    after: 'new',
  });
  expect(await change('Write', { file_path: '/repo/b.ts', content: 'new' })).toMatchObject({ before: '' });
});

test('an edit changes the first place, or all; several follow one another', async () => {
  const edit = { file_path: '/repo/a.ts', old_string: 'one', new_string: '$&1' };
  expect(await change('Edit', edit)).toMatchObject({ after: '$&1\ntwo\none\n' });
  expect(await change('Edit', { ...edit, replace_all: true })).toMatchObject({ after: '$&1\ntwo\n$&1\n' });
  const edits = [
    { old_string: 'two', new_string: 'three' },
    { old_string: 'three', new_string: 'four' },
  ];
  expect(await change('MultiEdit', { file_path: '/repo/a.ts', edits })).toMatchObject({
    after: 'one\nfour\none\n',
  });
});

test('where the file isn’t at hand, or is another one, the places themselves are compared', async () => {
  const edit = { file_path: '/elsewhere/c.ts', old_string: 'old', new_string: 'new' };
  const places = { before: 'old\n', after: 'new\n' };
  expect(await change('Edit', edit)).toEqual({ name: 'c.ts', ...places });
  expect(await change('Edit', { ...edit, file_path: '/repo/a.ts' })).toEqual({ name: 'a.ts', ...places });
});

test('other tools, and inputs that aren’t what they should be, change no file', async () => {
  expect(await change('Bash', { command: 'rm a.ts' })).toBeUndefined();
  expect(await change('Write', { file_path: '/repo/a.ts' })).toBeUndefined();
  expect(await change('Edit', {})).toBeUndefined();
});
