import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { runCli, startCli } from './runCli.ts';

/** More than two pages of the reader. */
const MANY = 12_000;

let switchyard: Switchyard;
let env: Record<string, string>;

beforeAll(async () => {
  switchyard = await startSwitchyard();
  env = { SWITCHYARD_URL: switchyard.url, SWITCHYARD_TOKEN: switchyard.token };
});
afterAll(() => switchyard?.stop());

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${from + at}\n`).join('');

async function ended(script: string): Promise<string> {
  const { id } = await switchyard.api.submit({ command: 'sh', args: ['-c', script] });
  await switchyard.api.reaches(id, ['success', 'failure']);
  return id;
}

describe('logs', () => {
  test('prints all of it, page by page, each line to its stream', async () => {
    const id = await ended(`seq 1 ${MANY}; echo wrong >&2`);
    expect(await runCli(['logs', id], env)).toEqual({ code: 0, stdout: numbers(1, MANY), stderr: 'wrong\n' });
  });

  test('--after leaves out what came before; --json prints the lines of the API', async () => {
    const id = await ended('seq 1 5');
    const { stdout } = await runCli(['logs', '--json', '--after', '3', id], env);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual((await switchyard.api.allLines(id)).slice(3));
    expect((await runCli(['logs', '-f', '--after', '3', id], env)).stdout).toBe('4\n5\n');
    expect((await runCli(['logs', '-f', '--json', '--after', '3', id], env)).stdout).toBe(stdout);
  });

  test('a task that printed nothing says so, on stderr', async () => {
    const id = await ended('true');
    const { code, stdout, stderr } = await runCli(['logs', id], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('printed nothing');
  });

  test('a reader that has enough ends it without a word', async () => {
    const id = await ended(`seq 1 ${MANY}`);
    const run = startCli(['logs', id], env);
    run.child.stdout?.once('data', () => run.child.stdout?.destroy());
    expect(await run.ended).toBe(0);
    expect(run.stderr()).toBe('');
  });
});

describe('logs -f', () => {
  test('shows lines as they come and ends with the task', async () => {
    const { id } = await switchyard.api.submit({
      command: 'sh',
      args: ['-c', 'echo first; sleep 2; echo last'],
    });
    const run = startCli(['logs', '-f', id], env);
    await eventually(() => run.stdout() === 'first\n');
    expect((await switchyard.api.task(id)).status).toBe('running');
    expect(await run.ended).toBe(0);
    expect(run.stdout()).toBe('first\nlast\n');
    expect(run.stderr()).toMatch(/success, ran/);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'goes on without gap or repeat when the API gets %s',
    async (signal) => {
      const api = await switchyard.start('api');
      const script = 'i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo $i; sleep 0.01; done';
      const { id } = await switchyard.api.submit({ command: 'sh', args: ['-c', script] });
      const run = startCli(['logs', '-f', id], { ...env, SWITCHYARD_URL: api.url });
      await eventually(() => run.stdout().length > 50);
      api.kill(signal);
      await api.ended;
      await eventually(() => run.stderr().includes('Waiting for it to come back'));
      await switchyard.start('api', { SWITCHYARD_PORT: new URL(api.url).port });
      expect(await run.ended).toBe(0);
      expect(run.stdout()).toBe(numbers(1, 400));
      expect(run.stderr()).toContain('The server is back.');
    },
  );
});
