import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Schedule } from '../../../shared/schedule.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { runCli } from './runCli.ts';

let switchyard: Switchyard;
let env: Record<string, string>;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
  env = { SWITCHYARD_URL: switchyard.url, SWITCHYARD_TOKEN: switchyard.token };
});
afterAll(() => switchyard?.stop());

const cli = (...args: string[]) => runCli(['schedule', ...args], env);
const listed = async (): Promise<Schedule[]> => JSON.parse((await cli('list', '--json')).stdout).items;

test('a schedule is added, listed, disabled, enabled and removed', async () => {
  expect((await cli()).stdout).toBe('There are no schedules.\n');
  const options = [
    '--name',
    'nightly',
    '--timezone',
    'Europe/Berlin',
    '--retries',
    '0',
    '--overlap',
    'queue',
    '--cron',
    '30 2 * * MON-FRI',
  ];
  const added = await cli('add', ...options, '--', 'make', '--name', 'kept');
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(added.stdout).toMatch(/^Schedule [0-9a-f-]{36} is added: nightly\nIts next times: /);
  const [schedule] = await listed();
  expect(schedule).toMatchObject({
    name: 'nightly',
    cron: '30 2 * * MON-FRI',
    timezone: 'Europe/Berlin',
    overlap: 'queue',
    missed: 'run_once',
    task: { name: 'nightly', command: 'make', args: ['--name', 'kept'], max_retries: 0 },
  });
  const id = schedule?.id ?? '';
  expect((await cli()).stdout).toContain(`${id}  nightly`);
  expect((await cli('disable', id)).stdout).toBe(`Schedule ${id} is disabled.\n`);
  expect((await cli('list')).stdout).toMatch(/Europe\/Berlin +disabled/);
  expect((await cli('enable', id)).stdout).toMatch(/is enabled; its next time is/);
  expect((await cli('remove', id)).code).toBe(0);
  expect(await listed()).toEqual([]);
});

test('what is wrong is said in words', async () => {
  const bad = await cli('add', '--cron', '99 * * * *', '--', 'true');
  expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining('minute: "99" is not a value') });
  const unknown = await cli('remove', 'nobody');
  expect(unknown).toMatchObject({ code: 1, stderr: 'There is no schedule nobody.\n' });
});
