import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { bash, openQuestions, replies, startAskingWorker, submitAsking } from '../confirmations/asking.ts';
import { runCli } from './runCli.ts';

let switchyard: Switchyard;
let env: Record<string, string>;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api,dispatcher' });
  await startAskingWorker(switchyard);
  env = { SWITCHYARD_URL: switchyard.url, SWITCHYARD_TOKEN: switchyard.token };
});
afterAll(() => switchyard?.stop());

const cli = (...args: string[]) => runCli(['answer', ...args], env);

test('what waits is listed as it really is, shown alone, and denied with a reason', async () => {
  const { api } = switchyard;
  expect(await cli()).toMatchObject({ code: 0, stdout: 'No run waits for an answer.\n' });
  const { id } = await submitAsking(api, [bash('rm \u001b[2Kx')]);
  const [question] = await openQuestions(api, id);
  const listed = await cli();
  expect(listed.stdout).toContain(`${question?.id}  permission  waits`);
  expect(listed.stdout).toContain(String.raw`rm \u{1b}[2Kx`);
  expect((await cli(id)).stdout).toBe(listed.stdout);
  expect(JSON.parse((await cli('--json')).stdout).items).toEqual([question]);

  const denied = await cli(question?.id.slice(-12) ?? '', 'deny', '--reason', 'keep it');
  expect(denied).toMatchObject({ code: 0, stdout: `Question ${question?.id} is denied: Run a command\n` });
  await api.reaches(id, 'success');
  expect(await replies(api, id)).toEqual([{ decision: 'deny', reason: 'keep it' }]);
  const late = await cli(question?.id ?? '', 'allow');
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('It was denied by admin at ') });
});

test('labels, edited input and a prompt’s text', async () => {
  const { api } = switchyard;
  const choice = {
    ...bash('-'),
    kind: 'question' as const,
    questions: [{ question: 'Colour?', options: [{ label: 'red' }, { label: 'blue' }] }],
  };
  const prompt = { kind: 'prompt' as const, title: 'Name:', detail: '', tool: 'pty', input: 'Name:' };
  const { id } = await submitAsking(api, [choice, bash('ls'), prompt]);
  const [first, second, third] = await openQuestions(api, id, 3);
  expect(await cli(id, 'allow')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('3 questions fit'),
  });
  const wrong = await cli(first?.id ?? '', 'allow', '--choose', 'green');
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('one of "red", "blue"') });
  expect(await cli(first?.id ?? '', 'allow', '--choose', 'blue')).toMatchObject({ code: 0 });
  expect(await cli(second?.id ?? '', 'maybe')).toMatchObject({ code: 2 });
  expect(await cli(second?.id ?? '', 'allow', '--input', '{"command":"ls -l"}')).toMatchObject({ code: 0 });
  expect(await cli(third?.id ?? '', 'allow', '--text', 'Ada')).toMatchObject({ code: 0 });
  await api.reaches(id, 'success');
  expect(await replies(api, id)).toEqual([
    { decision: 'allow', answers: { 'Colour?': 'blue' } },
    { decision: 'allow', updatedInput: { command: 'ls -l' } },
    { decision: 'allow', text: 'Ada' },
  ]);
});

test('an id that can’t be one, or that nothing has', async () => {
  expect(await cli('nope')).toMatchObject({ code: 2 });
  expect(await cli('00000000')).toMatchObject({ code: 1 });
  expect(await cli('00000000-0000-4000-8000-000000000000')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no confirmation'),
  });
});
