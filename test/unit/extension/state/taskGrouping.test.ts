import { expect, test } from 'vitest';
import { divided } from '../../../../extension/state/taskGrouping.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const tasks = [
  taskSummary({ id: 'a', status: 'success', project_id: 'site', tags: { env: 'prod', team: 'web' } }),
  taskSummary({ id: 'b', status: 'running', project_id: 'api', tags: { env: 'prod' } }),
  taskSummary({ id: 'c', status: 'waiting_confirmation', project_id: 'site' }),
];
const shape = (...given: Parameters<typeof divided>) =>
  Object.fromEntries(divided(...given).map(({ key, tasks }) => [key, tasks.map(({ id }) => id).join('')]));

test('groups come in their order, without empty ones, and what needs somebody comes first in each', () => {
  expect(Object.entries(shape(tasks, 'state'))).toEqual([
    ['needsYou', 'c'],
    ['running', 'b'],
    ['finished', 'a'],
  ]);
  expect(shape(tasks, 'project')).toEqual({ api: 'b', site: 'ca' });
  expect(Object.keys(shape(tasks, 'status'))).toEqual(['running', 'waiting_confirmation', 'success']);
  expect(shape(tasks, 'user')).toEqual({ admin: 'cba' });
});

test('by tag, a task is in the group of each of its tags', () => {
  expect(shape(tasks, 'tag')).toEqual({ '': 'c', 'env:prod': 'ba', 'team:web': 'a' });
});

test('ten thousand tasks are divided in a moment', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => taskSummary({ id: String(index) }));
  const begun = performance.now();
  divided(many, 'state');
  expect(performance.now() - begun).toBeLessThan(1000);
});
