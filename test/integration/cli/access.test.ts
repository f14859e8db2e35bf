import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { runCli } from './runCli.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
});
afterAll(() => switchyard?.stop());

const as = (token: string, ...args: string[]) =>
  runCli(args, { SWITCHYARD_URL: switchyard.url, SWITCHYARD_TOKEN: token });
const admin = (...args: string[]) => as(switchyard.token, ...args);

test('a user is added, limited, given a token, and removed with it', async () => {
  expect(await admin('user', 'add', 'ann', '--name', 'Ann')).toMatchObject({
    code: 0,
    stdout: 'User ann is added.\n',
  });
  expect(await admin('user', 'change', 'ann', '--max-running', '3')).toMatchObject({ code: 0, stderr: '' });
  expect((await admin('user')).stdout).toMatch(/^ann +Ann +- +3 +/m);
  expect((await admin('user', 'change', 'ann', '--max-running', 'none')).code).toBe(0);
  expect((await admin('user', 'list')).stdout).toMatch(/^ann +Ann +- +- +/m);

  const made = await admin('token', 'add', 'laptop', '--user', 'ann', '--expires', '90d');
  const token = made.stdout.trim();
  expect(token).toMatch(/^swy_/);
  expect((await as(token, 'token', '--user', 'me')).stdout).toMatch(/ann +laptop/);
  expect(await as(token, 'user')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Only an administrator'),
  });
  expect((await admin('user', 'remove', 'ann')).code).toBe(0);
  expect((await as(token, 'list')).code).toBe(1);
});

test('a token is revoked by its id', async () => {
  const made = JSON.parse((await admin('token', 'add', 'build', '--json')).stdout);
  expect((await admin('token', 'list')).stdout).toContain(made.id);
  expect((await admin('token', 'revoke', made.id, '--json')).stdout).toBe(
    `${JSON.stringify({ id: made.id })}\n`,
  );
  expect((await as(made.token, 'list')).code).toBe(1);
});

test('what isn’t a limit is refused in words', async () => {
  expect(await admin('user', 'add', 'bob', '--max-running', 'many')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('whole number, or none'),
  });
});
