import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../../shared/problem.ts';
import type { Task } from '../../../shared/task.ts';
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

test('many requests with one key at once make one task', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => submit('c')));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(
    (await switchyard.api.list('text=once')).items.filter((task) => task.idempotency_key === 'c'),
  ).toHaveLength(1);
});
