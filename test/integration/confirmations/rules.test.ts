import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Project } from '../../../shared/project.ts';
import { type RoleProcess, type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { illegalMoves } from '../../support/taskProcesses.ts';
import {
  answer,
  bash,
  confirmationsOf,
  moves,
  openQuestions,
  replies,
  startAskingWorker,
  submitAsking,
} from './asking.ts';

let switchyard: Switchyard;
let worker: RoleProcess;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api,dispatcher' });
  worker = await startAskingWorker(switchyard);
});
afterAll(() => switchyard.stop());

const rm = { tool: 'Bash', program: 'rm', args: ['-rf'] };

async function projectThatDenies(id: string, deny: unknown[]): Promise<void> {
  const created = await switchyard.api.request<Project>('POST', '/projects', {
    id,
    folders: ['/'],
    programs: ['*'],
    deny,
  });
  expect(created).toMatchObject({ status: 201, body: { deny } });
}

test('what a project’s rule forbids is denied at once, and the run hears which rule it was', async () => {
  const { api } = switchyard;
  await projectThatDenies('careful', [rm, { tool: 'Write', path: '/etc/**' }]);
  const write = { ...bash(''), tool: 'Write', input: { file_path: '/usr/../etc/x' } };
  const { id } = await submitAsking(api, [bash('sudo /bin/rm -fr /'), write], { project_id: 'careful' });
  const task = await api.reaches(id, 'success');
  expect(moves(task)).not.toContain('waiting_confirmation');
  const because = 'denied by a rule of the project careful: ';
  expect(await replies(api, id)).toEqual([
    { decision: 'deny', reason: `${because}Bash rm -rf` },
    { decision: 'deny', reason: `${because}Write /etc/**` },
  ]);
  expect(await confirmationsOf(api, id, '&status=denied')).toMatchObject([
    { decision: 'deny', answered_by: 'project careful', reason: `${because}Write /etc/**`, expires_at: null },
    { decision: 'deny', answered_by: 'project careful', reason: `${because}Bash rm -rf` },
  ]);
});

test('a rule wins over whoever allows: a new one, and against an edited input', async () => {
  const { api } = switchyard;
  await projectThatDenies('later', []);
  const { id } = await submitAsking(api, [bash('ls')], { project_id: 'later' });
  const [question] = await openQuestions(api, id);
  await api.request('PATCH', '/projects/later', { deny: [rm] });
  const edited = { decision: 'allow' as const, updated_input: { command: 'true; rm -r -f x' } };
  const refused = await answer(api, question?.id ?? '', edited);
  expect(refused).toMatchObject({ status: 403, body: { code: 'confirmation.denied_by_rule', rule: rm } });
  expect(refused.body.detail).toContain('Bash rm -rf');
  expect((await api.task(id)).status).toBe('waiting_confirmation');
  await answer(api, question?.id ?? '', { decision: 'allow' });
  await api.reaches(id, 'success');
  const wrong = await api.problem('PATCH', '/projects/later', {
    deny: [{ tool: 'Bash', program: '/bin/rm' }],
  });
  expect(wrong).toMatchObject({ status: 422 });
});

test('a rule that comes between an answer and its delivery wins', async () => {
  const { api } = switchyard;
  await projectThatDenies('quick', []);
  const { id } = await submitAsking(api, [bash('rm -rf x')], { project_id: 'quick' });
  const [question] = await openQuestions(api, id);
  worker.kill('SIGSTOP');
  const given = await answer(api, question?.id ?? '', { decision: 'allow' });
  await api.request('PATCH', '/projects/quick', { deny: [rm] });
  worker.kill('SIGCONT');
  expect(given).toMatchObject({ status: 200, body: { status: 'allowed' } });
  const task = await api.reaches(id, 'success');
  const reason = 'denied by a rule of the project quick: Bash rm -rf';
  expect(await replies(api, id)).toEqual([{ decision: 'deny', reason }]);
  expect(await confirmationsOf(api, id)).toMatchObject([{ status: 'denied', decision: 'deny', reason }]);
  expect(illegalMoves(task)).toEqual([]);
});

test('an answer for the whole task holds for no other task', async () => {
  const { api } = switchyard;
  const { id } = await submitAsking(api, [bash('npm test')]);
  const [question] = await openQuestions(api, id);
  await answer(api, question?.id ?? '', { decision: 'allow', scope: 'task' });
  await api.reaches(id, 'success');

  const again = await submitAsking(api, [bash('npm test')]);
  await openQuestions(api, again.id);
  await api.cancel(again.id);
});

test('an answer for the whole task holds for the same request, and for nothing else', async () => {
  const { api } = switchyard;
  const { id } = await submitAsking(api, [bash('npm test'), bash('git push')], {
    context: { afterwards: [bash(`npm   'test'`), bash('git  push'), bash('npm test; rm x')] },
  });
  const [first, second] = await openQuestions(api, id, 2);
  await answer(api, first?.id ?? '', { decision: 'allow', scope: 'task' });
  await answer(api, second?.id ?? '', { decision: 'deny', reason: 'not today', scope: 'task' });
  const [third] = await openQuestions(api, id);
  expect(third?.detail).toBe('npm test; rm x');
  await answer(api, third?.id ?? '', { decision: 'deny' });
  const task = await api.reaches(id, 'success');
  expect(illegalMoves(task)).toEqual([]);
  expect((await replies(api, id)).slice(2)).toMatchObject([
    { decision: 'allow', reason: `remembered for this task from question ${first?.id}` },
    { decision: 'deny', reason: `remembered for this task from question ${second?.id}: not today` },
    { decision: 'deny', reason: 'denied by admin' },
  ]);
  const rows = await confirmationsOf(api, id, '&status=allowed');
  expect(rows.map(({ answered_by }) => answered_by)).toEqual(['admin', 'admin']);
});
