import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../../shared/problem.ts';
import type { Task } from '../../../shared/task.ts';
import type { SubmittedBatch } from '../../../shared/taskGraph.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
});
afterAll(() => switchyard.stop());

const submit = <T = Task>(key: string, more: object = {}) =>
  switchyard.api.request<T>('POST', '/tasks', {
    name: 'once',
    project_id: 'default',
    command: 'true',
    idempotency_key: key,
    ...more,
  });

test('the same key and body find the first task', async () => {
  const first = await submit('a');
  const again = await submit('a');
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body.id).toBe(first.body.id);
  expect(again.body.idempotency_key).toBe('a');
});

test('the same key with another body is refused, and says which task has it', async () => {
  const first = await submit('b');
  const other = await submit<Problem>('b', { name: 'another' });
  expect(other.status).toBe(409);
  expect(other.body).toMatchObject({ code: 'task.idempotency_conflict', task_id: first.body.id });
});

test('spaces around a key don’t make it another one', async () => {
  const first = await submit('d');
  expect(await submit(' d ')).toMatchObject({ status: 200, body: { id: first.body.id } });
});

test('finds the first task also when the project would not take it any more', async () => {
  const { api } = switchyard;
  const project_id = 'narrowed';
  await api.request('POST', '/projects', { id: project_id, folders: ['/'], programs: ['*'] });
  const task = { name: 'once', project_id, command: 'true', idempotency_key: 'h2' };
  const batch = () => api.request<SubmittedBatch>('POST', '/tasks/batch', { tasks: [task] });
  const [first, several] = [await submit('h1', { project_id }), await batch()];
  await api.request('PATCH', `/projects/${project_id}`, { programs: ['sh'] });
  expect(await submit('h1', { project_id })).toMatchObject({ status: 200, body: { id: first.body.id } });
  expect(await batch()).toMatchObject({ status: 200, body: { tasks: [{ id: several.body.tasks[0]?.id }] } });
  expect((await submit('h3', { project_id })).status).toBe(422);
});

describe('a batch', () => {
  const batch = (...keys: string[]) => {
    const task = { name: 'once', project_id: 'default', command: 'true' };
    const tasks = keys.map((key, at) => ({
      ...task,
      ref: `r${at}`,
      depends_on: at > 0 ? [`r${at - 1}`] : [],
      ...(key === '' ? {} : { idempotency_key: key }),
    }));
    return switchyard.api.request<SubmittedBatch & Problem>('POST', '/tasks/batch', { tasks });
  };
  const idsOf = ({ body }: { body: SubmittedBatch }) => body.tasks.map(({ id }) => id);

  test('in which every task has its key finds the first tasks, also when it comes twice at once', async () => {
    const first = await batch('e1', 'e2', 'e3');
    const again = await batch('e1', 'e2', 'e3');
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(idsOf(again)).toEqual(idsOf(first));
    expect(again.body.refs).toEqual(first.body.refs);
    const answers = await Promise.all(Array.from({ length: 5 }, () => batch('f1', 'f2')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(new Set(answers.map((answer) => idsOf(answer).join())).size).toBe(1);
  });

  test('of which only some are there already is refused, and says which', async () => {
    const first = await batch('g1', 'g2');
    const { total } = await switchyard.api.list();
    const { status, body } = await batch('g1', 'g2', '');
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'batch.taken', task_ids: idsOf(first) });
    expect((await switchyard.api.list()).total).toBe(total);
  });
});

test.each([
  ['id', '0199a0c6-7d2b-7000-8000-00000000beef'],
  ['idempotency_key', 'the key of all'],
  ['ref', 'the same'],
])(
  'a batch in which two tasks have one %s is refused for it, and not as if it were there already',
  async (field, name) => {
    const task = { name: 'once', project_id: 'default', command: 'true', [field]: name };
    const tasks = [task, { ...task, [field]: undefined }, task];
    const { status, body } = await switchyard.api.request<Problem>('POST', '/tasks/batch', { tasks });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { path: `tasks[2].${field}`, message: `another task has the ${field.replace('_', ' ')} ${name}` },
    ]);
  },
);

test('many requests with one key at once make one task', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => submit('c')));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(
    (await switchyard.api.list('text=once')).items.filter((task) => task.idempotency_key === 'c'),
  ).toHaveLength(1);
});
