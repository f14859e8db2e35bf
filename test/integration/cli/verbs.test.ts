import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { runCli } from './runCli.ts';

let switchyard: Switchyard;
let env: Record<string, string>;

beforeAll(async () => {
  switchyard = await startSwitchyard();
  env = { SWITCHYARD_URL: switchyard.url, SWITCHYARD_TOKEN: switchyard.token };
});
afterAll(() => switchyard?.stop());

const cli = (...args: string[]) => runCli(args, env);

/** Submits with `--json` and answers the id. */
async function submit(...args: string[]): Promise<string> {
  const { stdout } = await cli('submit', '--json', '--retries', '0', ...args);
  return JSON.parse(stdout).id;
}

test('pause and resume', async () => {
  const id = await submit('--', 'sleep', '3600');
  await switchyard.api.reaches(id, 'running');
  expect(await cli('pause', id)).toMatchObject({ code: 0, stdout: expect.stringContaining('is paused') });
  const again = await cli('pause', id);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is paused and can') });
  expect(await cli('resume', id)).toMatchObject({ code: 0, stdout: expect.stringContaining('goes on') });
  await switchyard.api.cancel(id);
});

describe('list', () => {
  test('shows tasks with their whole ids, and --json the answer of the API unchanged', async () => {
    const id = await submit('--name', 'to be listed', '--tag', 'list=1', '--', 'true');
    await switchyard.api.reaches(id, 'success');
    const { stdout } = await cli(
      'list',
      '--tag',
      'list=1',
      '--mine',
      '--status',
      'success',
      '--status',
      'failure',
    );
    expect(stdout).toMatch(/^ID +STATUS +AGE +RAN +NAME\n/);
    expect(stdout).toMatch(new RegExp(`^${id} +success +\\d+s +\\S+ +to be listed$`, 'm'));
    const json = await cli('list', '--tag', 'list=1', '--json');
    expect(JSON.parse(json.stdout)).toEqual(await switchyard.api.list('tag=list:1'));
  });

  test('goes on with the cursor it names', async () => {
    for (const n of [1, 2, 3])
      await submit('--name', `page ${n}`, '--tag', 'pages=1', '--delay', '1h', '--', 'true');
    const first = await cli('list', '--tag', 'pages=1', '--limit', '2');
    expect(first.stdout).toMatch(/page 3\n.*page 2\n2 of 3 tasks\./);
    const cursor = /--cursor (\S+)/.exec(first.stdout)?.[1] ?? '';
    const second = await cli('list', '--tag', 'pages=1', '--limit', '2', '--cursor', cursor);
    expect(second.stdout).toMatch(/page 1\n$/);
    expect(second.stdout).not.toMatch(/page 2|--cursor/);
  });

  test('an empty one says so', async () => {
    expect(await cli('list', '--text', 'nothing has this')).toEqual({
      code: 0,
      stdout: 'No tasks match.\n',
      stderr: '',
    });
  });
});

describe('show', () => {
  test('tells what went wrong and what to do; the end of an id is enough', async () => {
    const id = await submit('--', 'sh', '-c', 'exit 3');
    await switchyard.api.reaches(id, 'failure');
    const { code, stdout } = await cli('show', id.slice(-12));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sh -c 'exit 3' {2}failure\n/);
    expect(stdout).toContain(id);
    expect(stdout).toMatch(/^Exit code +3$/m);
    expect(stdout).toMatch(/^Timeline\n.*pending.*\n(.*\n)+.*failure.*\n\nRuns\n {2}1\. failure/m);
    expect(JSON.parse((await cli('show', '--json', id)).stdout)).toEqual(await switchyard.api.task(id));
  });

  test('says why a task waits', async () => {
    const id = await submit('--delay', '1h', '--', 'true');
    expect((await cli('show', id)).stdout).toMatch(
      /^Waiting +waits for its time \(schedule\); goes on at .* in (59m\d\ds|1h00m)$/m,
    );
  });

  test('refuses what names no task, or several', async () => {
    const twins = ['01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-00000000000b'];
    for (const id of twins) await switchyard.api.submit({ id, command: 'true' });
    const several = await cli('show', '01900000');
    expect(several.code).toBe(1);
    for (const id of twins) expect(several.stderr).toContain(id);
    expect(await cli('show', '00000000-0000-7000-8000-000000000000')).toMatchObject({ code: 1, stdout: '' });
    expect((await cli('show', 'ffffffffffff')).code).toBe(1);
    expect((await cli('show', 'short')).code).toBe(2);
  });
});

describe('cancel and retry', () => {
  test('say what happened to each', async () => {
    const waits = await submit('--delay', '1h', '--', 'true');
    const runs = await submit('--', 'sleep', '60');
    await switchyard.api.reaches(runs, 'running');
    const { code, stdout } = await cli('cancel', waits, runs.slice(-12));
    expect(code).toBe(0);
    expect(stdout).toBe(
      `Task ${waits} is cancelled.\n` +
        `Task ${runs} is asked to stop (it is running); it is cancelled when all its processes have ended.\n`,
    );
    await switchyard.api.reaches(runs, 'revoked');
    const again = await cli('cancel', '--json', waits, runs);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(`Task ${waits} is revoked and can't be cancelled.`);
    expect(JSON.parse(again.stdout)).toMatchObject([
      { status: 409 },
      { status: 409, task_status: 'revoked' },
    ]);
  });

  test('retry tries a failed task again, and no other', async () => {
    const id = await submit('--', 'false');
    await switchyard.api.reaches(id, 'failure');
    expect(await cli('retry', id)).toEqual({
      code: 0,
      stdout: `Task ${id} is tried again at once.\n`,
      stderr: '',
    });
    const { runs } = await switchyard.api.reaches(id, 'failure');
    expect(runs).toHaveLength(2);
    await switchyard.api.cancel(id);
    const { code, stdout } = await cli('retry', '--json', id);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'task.illegal_transition', task_status: 'revoked' });
  });
});
