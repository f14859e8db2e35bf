import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFindProgram } from '../../../../server/processes/rememberedPrograms.ts';

let here: string;
let find: ReturnType<typeof createFindProgram>;
beforeEach(() => {
  // What was written just now isn't remembered: here it was written long ago.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  here = mkdtempSync(join(tmpdir(), 'switchyard-programs-'));
  find = createFindProgram();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(here, { recursive: true });
});

const script = '#!/bin/sh\n';
function file(folder: string, name: string, content = script, mode = 0o755): string {
  mkdirSync(join(here, folder), { recursive: true });
  const path = join(here, folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}
const path = (...folders: string[]) => folders.map((each) => join(here, each)).join(':');
/** Asked twice: what is remembered is the same as what was found. */
async function findsTwice(program: string, along: string) {
  const first = await find(program, here, along);
  expect(await find(program, here, along)).toEqual(first);
  return first;
}

test('a program that stays as it is stays where it was found', async () => {
  const tool = file('bin', 'tool');
  expect(await findsTwice('tool', path('missing', 'bin'))).toEqual({ path: tool });
  expect(await findsTwice('bin/tool', '')).toEqual({ path: tool });
  expect(await findsTwice(tool, '')).toEqual({ path: tool });
  // The same name elsewhere is another program.
  expect(await findsTwice('tool', path('missing'))).toMatchObject({ problem: 'not_found' });
});

test.each([
  ['is removed', (tool: string) => rmSync(tool), 'not_found'],
  ['may not be executed any more', (tool: string) => chmodSync(tool, 0o644), 'not_executable'],
  ['becomes a text without an interpreter', (tool: string) => writeFileSync(tool, 'ls\n'), 'no_interpreter'],
  [
    'gives way to a folder',
    (tool: string) => {
      rmSync(tool);
      mkdirSync(tool);
    },
    'is_folder',
  ],
])('one that %s is told as any other', async (_case, change, problem) => {
  const tool = file('bin', 'tool');
  expect(await findsTwice('tool', path('bin'))).toEqual({ path: tool });
  expect(await findsTwice(tool, '')).toEqual({ path: tool });
  change(tool);
  expect(await findsTwice(tool, '')).toMatchObject({ problem });
  expect(await findsTwice('tool', path('bin'))).toHaveProperty('problem');
});

test('one that comes to be in an earlier folder of PATH is taken, and the other again when that goes', async () => {
  const later = file('later', 'tool');
  const along = path('earlier', 'later');
  expect(await findsTwice('tool', along)).toEqual({ path: later });
  const earlier = file('earlier', 'tool');
  expect(await findsTwice('tool', along)).toEqual({ path: earlier });
  rmSync(earlier);
  expect(await findsTwice('tool', along)).toEqual({ path: later });
});

test('one that could not be run is taken once it can', async () => {
  const later = file('later', 'tool');
  const earlier = file('earlier', 'tool', script, 0o644);
  const along = path('earlier', 'later');
  expect(await findsTwice('tool', along)).toEqual({ path: later });
  chmodSync(earlier, 0o755);
  expect(await findsTwice('tool', along)).toEqual({ path: earlier });
});

test('a link is looked through: what it leads to may go', async () => {
  const tool = file('real', 'tool');
  const link = join(here, 'link');
  symlinkSync(tool, link);
  expect(await findsTwice('./link', '')).toEqual({ path: link });
  writeFileSync(tool, 'no interpreter\n');
  expect(await findsTwice('./link', '')).toMatchObject({ problem: 'no_interpreter' });
  rmSync(tool);
  expect(await findsTwice('./link', '')).toMatchObject({ problem: 'not_found' });
});

test('one that has just been written is looked at as a whole until its times tell changes', async () => {
  vi.setSystemTime(Date.now() - 60_000);
  const tool = file('bin', 'tool');
  expect(await findsTwice(tool, '')).toEqual({ path: tool });
  // As long as before, within the same tick of the file system's clock or not.
  writeFileSync(tool, 'echo 1234\n');
  expect(await findsTwice(tool, '')).toMatchObject({ problem: 'no_interpreter' });
});
