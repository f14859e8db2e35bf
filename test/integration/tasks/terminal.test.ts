import { readFileSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Confirmation } from '../../../shared/confirmation.ts';
import type { Task } from '../../../shared/task.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard, switchyardForTest } from '../../support/startSwitchyard.ts';
import { processesOf } from '../../support/taskProcesses.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ env: { SWITCHYARD_SLOTS: '8' } });
});
afterAll(() => switchyard.stop());

const shell = (line: string) => ({ command: 'bash', args: ['-c', line], pty: true });
const pending = async (id: string) =>
  (
    await switchyard.api.request<{ items: Confirmation[] }>(
      'GET',
      `/confirmations?task_id=${id}&status=pending`,
    )
  ).body.items;

/** The question that a task waits on. */
const question = (id: string): Promise<Confirmation> =>
  eventually(async () => (await pending(id))[0] ?? false, { timeoutMs: 10_000 }) as Promise<Confirmation>;

async function answer(id: string, body: object): Promise<void> {
  const { status, body: told } = await switchyard.api.request('POST', `/confirmations/${id}/answer`, body);
  expect({ status, told }).toMatchObject({ status: 200 });
}

const type = (id: string, text: string) =>
  switchyard.api.request<Task>('POST', `/tasks/${id}/input`, { text });

test('a terminal of 120 × 30 with colours, one stream and exit codes', async () => {
  const line = `test -t 0 && test -t 1 && test -t 2 && stty size; printf '\\e[31mred\\e[0m\\n'; echo err >&2; exit 3`;
  const { id } = await switchyard.api.submit(shell(line));
  const task = await switchyard.api.reaches(id, 'failure');
  expect(task).toMatchObject({ exit_code: 3, error_class: 'CommandFailed', pty: true, stderr: '' });
  expect(task.stdout.split('\n').slice(0, 3)).toEqual(['30 120', '\x1b[31mred\x1b[0m', 'err']);
});

test('the environment is that of any other command, and TERM', async () => {
  const { id } = await switchyard.api.submit({ command: 'env', pty: true });
  const lines = (await switchyard.api.reaches(id, 'success')).stdout.trim().split('\n');
  expect(lines).toContain('TERM=xterm-256color');
  const allowed = /^(PATH|HOME|USER|LANG|LC_.*|TZ|TERM|TMPDIR|SWITCHYARD_(TASK|RUN)_ID)=/;
  expect(lines.filter((each) => !allowed.test(each))).toEqual([]);
});

test('a yes-or-no prompt is asked with its options and its default, and the answer is typed', async () => {
  const { id } = await switchyard.api.submit(shell('read -p "Proceed? [y/N] " a; echo "got <$a>"'));
  const asked = await question(id);
  expect(asked).toMatchObject({ kind: 'prompt', title: 'Proceed? [y/N]', options: ['y', 'n'], default: 'n' });
  expect((await switchyard.api.task(id)).status).toBe('waiting_confirmation');
  await answer(asked.id, { decision: 'allow', text: 'y' });
  const task = await switchyard.api.reaches(id, 'success');
  expect(task.stdout).toMatch(/got <y>/);
});

test('a denied prompt is answered with its no; one without a no is interrupted', async () => {
  const [withNo, without] = await Promise.all([
    switchyard.api.submit(shell('read -p "Overwrite? (yes/no) " a; echo "got <$a>"')),
    switchyard.api.submit(shell('read -p "Name: " a; echo "got <$a>"')),
  ]);
  await answer((await question(withNo.id)).id, { decision: 'deny' });
  await answer((await question(without.id)).id, { decision: 'deny' });
  expect((await switchyard.api.reaches(withNo.id, 'success')).stdout).toMatch(/got <no>/);
  const ended = await switchyard.api.reaches(without.id, 'failure');
  expect(ended.stdout).not.toMatch(/got/);
});

test('a secret reaches the program and nothing else', async () => {
  const secret = 'hunter2-and-more';
  const { id } = await switchyard.api.submit(
    shell('read -s -p "Password: " a; echo; printf %s "$a" | wc -c'),
  );
  const asked = await question(id);
  expect(asked).toMatchObject({ kind: 'prompt', title: 'Password:', secret: true });
  await answer(asked.id, { decision: 'allow', text: secret });
  const task = await switchyard.api.reaches(id, 'success');
  expect(task.stdout).toMatch(new RegExp(`\\b${secret.length}\\b`));
  const told = [
    task,
    await switchyard.api.allLines(id),
    await switchyard.api.request('GET', `/confirmations/${asked.id}`),
  ];
  expect(JSON.stringify(told)).not.toContain(secret);
});

test('who only prints a question and goes on working is not taken for one that asks', async () => {
  const decoy =
    'echo -n "Continue? "; end=$((SECONDS+3)); while [ $SECONDS -lt $end ]; do :; done; echo done';
  const { id } = await switchyard.api.submit(shell(decoy));
  const task = await switchyard.api.reaches(id, 'success');
  expect(task.history.map(({ to }) => to)).not.toContain('waiting_confirmation');
  expect(task.stdout).toMatch(/done/);
});

test('a program that waits without a word is found, and what is typed by hand withdraws the question', async () => {
  const { id } = await switchyard.api.submit(shell('read a; read b; echo "got <$a> <$b>"'));
  await question(id);
  expect(await type(id, 'one')).toMatchObject({ status: 200, body: { id } });
  expect((await type(id, 'two\n')).status).toBe(200);
  const task = await switchyard.api.reaches(id, 'success');
  expect(task.stdout).toMatch(/got <one> <two>/);
  expect(await pending(id)).toEqual([]);
});

test('readline of Node asks too; /dev/tty and Ctrl-C work', async () => {
  const script = `const r = require('readline').createInterface({ input: process.stdin, output: process.stdout });
    r.question('Overwrite file? (y/n) ', (a) => { console.log('got', a); r.close(); });`;
  const { id } = await switchyard.api.submit({ script, pty: true });
  await answer((await question(id)).id, { decision: 'allow', text: 'y' });
  expect((await switchyard.api.reaches(id, 'success')).stdout).toMatch(/got y/);

  const other = await switchyard.api.submit(shell('read a < /dev/tty; sleep 60'));
  await switchyard.api.reaches(other.id, ['running', 'waiting_confirmation']);
  await type(other.id, 'x');
  await eventually(() =>
    processesOf(other.id).some((pid) => /sleep/.test(readFileSync(`/proc/${pid}/comm`, 'utf8'))),
  );
  await type(other.id, '\x03');
  expect(await switchyard.api.reaches(other.id, 'failure')).toMatchObject({ error_class: 'CommandFailed' });
});

test('only a running task in a terminal takes input', async () => {
  const { id } = await switchyard.api.submit({ script: 'setTimeout(() => {}, 500)' });
  await switchyard.api.reaches(id, 'running');
  expect(await switchyard.api.problem('POST', `/tasks/${id}/input`, { text: 'x' })).toMatchObject({
    status: 409,
    code: 'task.takes_no_input',
  });
  const over = await switchyard.api.submit(shell('true'));
  await switchyard.api.reaches(over.id, 'success');
  expect(await switchyard.api.problem('POST', `/tasks/${over.id}/input`, { text: 'x' })).toMatchObject({
    status: 409,
    code: 'task.illegal_transition',
    task_status: 'success',
  });
});

test('much output is whole and in order; no other run inherits a terminal; a cancel ends all', async () => {
  const talker = await switchyard.api.submit(shell('seq 1 200000'));
  const deaf = await switchyard.api.submit(shell('trap "" TERM HUP; sleep 60 & sleep 60'));
  const plain = await eventually(async () => {
    await switchyard.api.reaches(deaf.id, 'running');
    return switchyard.api.submit({ script: 'setTimeout(() => {}, 1000)' });
  });
  await switchyard.api.reaches(plain.id, 'running');
  const [pid] = await eventually(() => {
    const found = processesOf(plain.id);
    return found.length > 0 && found;
  });
  const files = Array.from({ length: 200 }, (_, fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  expect(files.filter((file) => /ptmx|pts/.test(file))).toEqual([]);
  await switchyard.api.cancel(deaf.id);
  await switchyard.api.reaches(deaf.id, 'revoked');
  expect(processesOf(deaf.id)).toEqual([]);
  await switchyard.api.reaches(talker.id, 'success');
  const lines = await switchyard.api.allLines(talker.id);
  expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 200_000 }, (_, n) => `${n + 1}`));
});

test('kill -9 of the worker leaves nothing of a run in a terminal', async () => {
  const own = await switchyardForTest({ roles: 'api,dispatcher,scheduler' });
  const worker = await own.start('worker');
  const { id } = await own.api.submit(shell('trap "" TERM HUP; sleep 60 & sleep 60'));
  await own.api.reaches(id, 'running');
  await eventually(() => processesOf(id).length > 1);
  worker.kill('SIGKILL');
  await eventually(() => processesOf(id).length === 0, { timeoutMs: 10_000 });
});
