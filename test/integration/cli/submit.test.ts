import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { runCli, startCli } from './runCli.ts';

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

describe('submit', () => {
  test('says the id and how to follow it', async () => {
    const { code, stdout, stderr } = await cli('submit', '--', 'echo', 'hi there');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Submitted [0-9a-f-]{36}: echo 'hi there'\n/);
    expect(stdout).toMatch(/Follow it: npm run -s switchyard -- logs -f [0-9a-f-]{36}\n$/);
  });

  test('passes on every option, and what follows the program as it is', async () => {
    const times = ['--timeout', '2m', '--retry-delay', '5', '--retries', '1', '--delay', '1h'];
    const sets = [
      '--env',
      'A=1',
      '--env',
      'B=x=y',
      '--tag',
      'team=web',
      '--priority',
      '7',
      '--type',
      'urgent',
    ];
    const args = ['--', '--name', 'kept', '-x'];
    const answer = await cli(
      'submit',
      '--json',
      '--name',
      'n',
      '--cwd',
      '/',
      ...times,
      ...sets,
      '--',
      'ls',
      ...args,
    );
    const task = JSON.parse(answer.stdout);
    expect(task).toMatchObject({
      ...{ name: 'n', project_id: 'default', command: 'ls', args, working_dir: '/', priority: 7 },
      ...{ task_type: 'urgent', timeout: 120, max_retries: 1, retry_delay: 5, env: { A: '1', B: 'x=y' } },
      ...{ tags: { team: 'web' }, status: 'pending' },
    });
    expect(Date.parse(task.scheduled_at) - Date.parse(task.created_at)).toBeCloseTo(3_600_000, -4);
    expect(await switchyard.api.task(task.id)).toMatchObject({ id: task.id });
    await switchyard.api.cancel(task.id);
  });

  test('takes a prompt for Claude in place of a program', async () => {
    const answer = await cli('submit', '--json', '--delay', '1h', '--prompt', 'Mend it.\nAll of it.');
    const task = JSON.parse(answer.stdout);
    expect(task).toMatchObject({ kind: 'claude', name: 'Mend it.', working_dir: tmpdir(), max_retries: 3 });
    expect(task.context.prompt).toBe('Mend it.\nAll of it.');
    await switchyard.api.cancel(task.id);
  });

  test.each([
    ['neither', [], 'Give a program to run, or --prompt'],
    ['both', ['--prompt', 'Mend it.', '--', 'ls'], 'either a program or --prompt'],
    ['nothing to say', ['--prompt', ' '], 'The prompt is empty'],
    ['an empty text from elsewhere', ['--prompt', '-'], 'The prompt is empty'],
    ['a conversation without a prompt', ['--continue', 'cafe0001'], 'say with --prompt'],
    [
      'a conversation elsewhere',
      ['--continue', 'cafe0001', '--prompt', 'On.', '--cwd', '/'],
      '--cwd doesn’t go with',
    ],
  ])('refuses %s', async (_, args, words) => {
    const { code, stderr } = await cli('submit', ...args);
    expect(code).toBe(2);
    expect(stderr.replaceAll("'", '’')).toContain(words);
  });

  test('runs where the caller is, which npm hands on', async () => {
    const { stdout } = await runCli(['submit', '--json', '--', 'pwd'], { ...env, INIT_CWD: '/usr' });
    expect(JSON.parse(stdout).working_dir).toBe('/usr');
    const id = await submit('pwd');
    expect(await switchyard.api.task(id)).toMatchObject({ working_dir: tmpdir() });
  });

  test('--follow is as if the command ran here: its streams, its exit code', async () => {
    const script = 'echo out; sleep 0.3; echo err >&2; exit 7';
    const { code, stdout, stderr } = await cli(
      'submit',
      '--follow',
      '--retries',
      '0',
      '--',
      'sh',
      '-c',
      script,
    );
    expect(code).toBe(7);
    expect(stdout).toBe('out\n');
    expect(stderr).toMatch(/^err$/m);
    expect(stderr).toMatch(/CommandFailed: the command exited with code 7/);
    expect((await cli('submit', '-f', 'true')).code).toBe(0);
    expect((await cli('submit', '-f', '--retries', '0', 'sh', '-c', 'kill -9 $$')).code).toBe(1);
  });

  test('--follow --json prints one document, the task at its end', async () => {
    const { code, stdout } = await cli(
      'submit',
      '-f',
      '--json',
      '--retries',
      '0',
      'sh',
      '-c',
      'echo x; exit 3',
    );
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'failure', exit_code: 3, stdout: 'x\n' });
  });

  test('Ctrl-C leaves the task running and says how to stop it', async () => {
    const run = startCli(['submit', '-f', '--', 'sh', '-c', 'echo begun; sleep 60'], env);
    await once(run.child.stdout as NodeJS.EventEmitter, 'data');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    const id = /-- cancel ([0-9a-f-]{36})/.exec(run.stderr())?.[1] ?? '';
    expect((await switchyard.api.task(id)).status).toBe('running');
    await switchyard.api.cancel(id);
  });

  test('what the server refuses is told field by field', async () => {
    const { code, stdout, stderr } = await cli('submit', '--priority', '99', '--project', 'nope', '--', 'ls');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/refuses this.*\n {2}priority: /);
  });

  test('a wrong command line exits with 2 and sends nothing', async () => {
    const { total } = await switchyard.api.list();
    const wrong = [
      [],
      ['--priority', 'x', 'ls'],
      ['--type', 'odd', 'ls'],
      ['--at', 'soon', 'ls'],
      ['--nope', 'ls'],
    ];
    for (const args of wrong) expect((await cli('submit', ...args)).code).toBe(2);
    expect((await cli('submit', '--at', '2030-01-01 10:00', '--delay', '1', 'ls')).code).toBe(2);
    expect((await cli('fly')).code).toBe(2);
    expect((await switchyard.api.list()).total).toBe(total);
  });
});
