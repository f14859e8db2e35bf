import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findProgram } from '../../../../server/processes/findProgram.ts';

const here = mkdtempSync(join(tmpdir(), 'switchyard-programs-'));
afterAll(() => rmSync(here, { recursive: true }));

const file = (folder: string, name: string, content: string, mode = 0o755) => {
  mkdirSync(join(here, folder), { recursive: true });
  writeFileSync(join(here, folder, name), content);
  chmodSync(join(here, folder, name), mode);
  return join(here, folder, name);
};
const script = '#!/bin/sh\n';
const first = file('first', 'tool', script);
const second = file('second', 'tool', script);
const other = file('second', 'other', script);
const plain = file('plain', 'tool', script, 0o644);
const bare = file('bare', 'tool', 'echo no interpreter\n');
mkdirSync(join(here, 'folders', 'tool'), { recursive: true });
symlinkSync(first, join(here, 'link'));
copyFileSync('/bin/true', join(here, 'binary'));

const path = (...folders: string[]) => folders.map((each) => join(here, each)).join(':');
const find = (program: string, along: string) => findProgram(program, here, along);

test('a name is looked up along PATH, the first folder first', async () => {
  expect(await find('tool', path('first', 'second'))).toEqual({ path: first });
  expect(await find('tool', path('missing', 'second', 'first'))).toEqual({ path: second });
  expect(await find('other', path('first', 'second'))).toEqual({ path: other });
});

test('what can’t be run is passed over while a later folder has one that can', async () => {
  expect(await find('tool', path('plain', 'folders', 'second'))).toEqual({ path: second });
});

test('a name with a slash is a path from the working folder, never looked up', async () => {
  expect(await find('first/tool', path('second'))).toEqual({ path: first });
  expect(await find('./link', '')).toEqual({ path: join(here, 'link') });
  expect(await find(second, '')).toEqual({ path: second });
  expect(await find('./other', path('second'))).toMatchObject({ problem: 'not_found' });
});

test('an empty or relative entry of PATH means the working folder', async () => {
  expect(await find('binary', '')).toEqual({ path: join(here, 'binary') });
  expect(await find('tool', 'first')).toEqual({ path: first });
});

test.each([
  ['nothing there', 'nothing', path('first'), 'not_found'],
  ['only one that is not executable', 'tool', path('plain'), 'not_executable'],
  ['a file that is not executable', plain, '', 'not_executable'],
  ['a folder', join(here, 'folders'), '', 'is_folder'],
  ['a text without an interpreter', bare, '', 'no_interpreter'],
  ['a folder in place of a file', `${first}/deeper`, '', 'not_found'],
])('says what is wrong: %s', async (_case, program, along, problem) => {
  expect(await find(program, along)).toMatchObject({ problem });
});
