import { expect, test } from 'vitest';
import { grouped, taskGroups } from '../../../../extension/state/taskGroups.ts';
import { taskStates } from '../../../../shared/taskState.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const names = (tasks: Parameters<typeof grouped>[0]) =>
  Object.fromEntries([...grouped(tasks)].map(([group, members]) => [group, members.map(({ name }) => name)]));

test('every status has its group', () => {
  expect(names(taskStates.map((status) => taskSummary({ id: status, name: status, status })))).toEqual({
    needsYou: ['waiting_confirmation'],
    running: ['paused', 'running', 'started'],
    waiting: ['pending', 'received', 'retry'],
    finished: ['failure', 'revoked', 'success', 'timeout'],
  });
});

test('a task whose dependency failed needs somebody', () => {
  const blocked_on = {
    reason: 'dependency_failed',
    detail: 'build failed',
    position: null,
    next_try_at: null,
  } as const;
  expect(names([taskSummary({ name: 'deploy', blocked_on })])).toMatchObject({
    needsYou: ['deploy'],
    waiting: [],
  });
});

test('the next to run comes first, and what ended last', () => {
  const at = (minute: number) => `2026-01-01T10:0${minute}:00.000Z`;
  const order = names([
    taskSummary({ id: '1', name: 'low', effective_priority: 2, created_at: at(0) }),
    taskSummary({ id: '2', name: 'younger', effective_priority: 8, created_at: at(2) }),
    taskSummary({ id: '3', name: 'older', effective_priority: 8, created_at: at(1) }),
    taskSummary({ id: '4', name: 'ended first', status: 'success', completed_at: at(3) }),
    taskSummary({ id: '5', name: 'ended last', status: 'success', completed_at: at(4) }),
  ]);
  expect(order.waiting).toEqual(['older', 'younger', 'low']);
  expect(order.finished).toEqual(['ended last', 'ended first']);
  expect(Object.keys(order)).toEqual([...taskGroups]);
});
