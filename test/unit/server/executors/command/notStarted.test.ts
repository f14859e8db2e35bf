import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { notStarted } from '../../../../../server/executors/command/notStarted.ts';
import { spawnProgram } from '../../../../../server/executors/command/spawnProgram.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchyard-unit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string, mode = 0o700) => {
  writeFileSync(join(folder, name), content, { mode });
  return join(folder, name);
};

/** What a run is told of a program that it can't start. */
async function told(program: string, { args = [] as string[], cwd = folder } = {}) {
  try {
    const child = await spawnProgram(program, args, { cwd, env: {} });
    const { refused } = await child.ended;
    return await notStarted(program, cwd, refused);
  } catch (error) {
    return await notStarted(program, cwd, error);
  }
}

test('whoever’s program can’t be started hears which of folder, program and interpreter is wrong', async () => {
  const gone = join(folder, 'gone');
  expect(await told('/bin/true', { cwd: gone })).toMatchObject({
    errorClass: 'ConfigurationError',
    message: `the working folder ${gone} is not there`,
  });
  expect((await told(gone)).message).toContain(`program not found: ${gone}`);
  expect((await told(file('plain', 'x', 0o600))).message).toBe(`${folder}/plain is not executable`);
  expect((await told(file('text', 'echo x\n'))).message).toContain('names its interpreter');
  mkdirSync(join(folder, 'sub'));
  expect((await told(join(folder, 'sub'))).message).toBe(`${folder}/sub is a folder, not a program`);
  expect(await told(file('script', '#! /none/such -x\n'))).toMatchObject({
    errorClass: 'ConfigurationError',
    message: `${folder}/script could not be started: its interpreter /none/such is not there`,
  });
  expect((await told(file('other', `#!${folder}/plain\n`))).message).toContain(
    `its interpreter ${folder}/plain is not executable`,
  );
  // As if made for another machine.
  expect((await told(file('strange', '\0\0\0\0'))).message).toContain(
    'strange could not be started: execve: ENOEXEC',
  );
});

test('arguments that are too long are the task’s fault; a machine that is short of processes is tried again', async () => {
  expect(await told('/bin/true', { args: ['x'.repeat(200_000)] })).toMatchObject({
    errorClass: 'ConfigurationError',
    advice: 'Arguments and environment are too long for the system: pass the data in a file.',
  });
  const short = Object.assign(new Error('posix_spawn: EAGAIN'), { code: 'EAGAIN' });
  expect(await notStarted('/bin/true', folder, short)).toMatchObject({ errorClass: 'TemporaryFailure' });
});
