/** What the log of a run tells of its questions. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ConfirmationRequest } from '../../../server/executors/executor.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { answer, bash, openQuestions, startAskingWorker, submitAsking } from './asking.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api,dispatcher' });
  await startAskingWorker(switchyard);
});
afterAll(() => switchyard.stop());

const password: ConfirmationRequest = {
  kind: 'prompt',
  title: 'Password:',
  detail: 'Password:',
  tool: 'terminal',
  input: { prompt: 'Password:' },
  secret: true,
};

/** Without the last one, which tells times. */
async function systemLines(id: string): Promise<string[]> {
  const lines = await switchyard.api.allLines(id);
  return lines.flatMap(({ stream, text }) => (stream === 'system' && !text.startsWith('ran ') ? [text] : []));
}

test('the answer to a secret is told without the secret', async () => {
  const { api } = switchyard;
  const { id } = await submitAsking(api, [password]);
  const [question] = await openQuestions(api, id);
  await answer(api, question?.id ?? '', { decision: 'allow', text: 'hunter2' });
  await api.reaches(id, 'success');
  expect(await systemLines(id)).toEqual([
    'asks for a secret: Password:',
    expect.stringMatching(/^answered by admin after [\d.]+ s$/),
  ]);
});

test('of several questions each end names its own, and a remembered answer tells where it is from', async () => {
  const { api } = switchyard;
  const afterwards = [bash('one')];
  const { id } = await submitAsking(api, [bash('one'), bash('two')], { context: { afterwards } });
  const [one, two] = await openQuestions(api, id, 2);
  await answer(api, one?.id ?? '', { decision: 'allow', scope: 'task' });
  await answer(api, two?.id ?? '', { decision: 'deny', reason: 'not today' });
  await api.reaches(id, 'success');
  const lines = await systemLines(id);
  expect(lines.slice(0, 2)).toEqual([
    'asks for permission: Run a command (one)',
    'asks for permission: Run a command (two)',
  ]);
  expect(lines.slice(2)).toEqual([
    expect.stringMatching(/^allowed by admin after .* s \(Run a command\), also later in this task$/),
    expect.stringMatching(/^denied by admin after .* s: not today$/),
    `Run a command: allowed by admin, remembered for this task from question ${one?.id}`,
  ]);
});

test('a question that its run takes back, and one that nobody answers, are told as such', async () => {
  const { api } = switchyard;
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const withdrawAt = join(folder, 'withdraw');
  const { id } = await submitAsking(api, [bash('one')], { context: { withdrawAt } });
  await openQuestions(api, id);
  writeFileSync(withdrawAt, '');
  await api.reaches(id, 'success');
  expect((await systemLines(id)).at(-1)).toBe('withdrawn');

  const late = await submitAsking(api, [bash('one')], { confirmation_timeout: 1, max_retries: 0 });
  await api.reaches(late.id, 'failure');
  expect(await systemLines(late.id)).toEqual([
    'asks for permission: Run a command (one)',
    'expired after 1 s',
  ]);
});

test('a denial by a rule of the project tells the rule, and nobody is said to be asked', async () => {
  const { api } = switchyard;
  const deny = [{ tool: 'Bash', program: 'rm' }];
  await api.request('POST', '/projects', { id: 'careful', folders: ['/'], programs: ['*'], deny });
  const { id } = await submitAsking(api, [bash('rm x')], { project_id: 'careful' });
  await api.reaches(id, 'success');
  expect(await systemLines(id)).toEqual(['Run a command: denied by a rule of the project careful: Bash rm']);
});
