import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectivePriority, type PriorityInputs, taskTypes, tierOf } from '../../../shared/priority.ts';

const now = new Date('2026-06-01T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const inMs = (ms: number) => new Date(now.getTime() + ms);
const plain: PriorityInputs = { priority: 5, projectPriority: 5, taskType: 'normal', deadline: null };
const effective = (inputs: Partial<PriorityInputs>) => effectivePriority({ ...plain, ...inputs }, now);

test('without anything special the priority is the task’s own', () => {
  for (let priority = 1; priority <= 10; priority++) expect(effective({ priority })).toBe(priority);
});

test.each([
  [1, -1],
  [3, -1],
  [4, 0],
  [7, 0],
  [8, 1],
  [10, 1],
])('a project of priority %i changes it by %i', (projectPriority, change) => {
  expect(effective({ projectPriority })).toBe(5 + change);
});

test.each([
  ['critical', 2],
  ['urgent', 1],
  ['normal', 0],
  ['background', -1],
] as const)('the type %s changes it by %i', (taskType, change) => {
  expect(effective({ taskType })).toBe(5 + change);
});

test.each([
  ['passed', -1, 2],
  ['a millisecond under an hour away', HOUR_MS - 1, 2],
  ['an hour away', HOUR_MS, 1],
  ['a millisecond under two hours away', 2 * HOUR_MS - 1, 1],
  ['two hours away', 2 * HOUR_MS, 0],
])('a deadline that is %s changes it accordingly', (_case, ms, change) => {
  expect(effective({ deadline: inMs(ms) })).toBe(5 + change);
});

test('it stays within 1 and 10', () => {
  const urgent = { projectPriority: 10, taskType: 'critical', deadline: inMs(0) } as const;
  expect(effective({ priority: 10, ...urgent })).toBe(10);
  expect(effective({ priority: 1, projectPriority: 1, taskType: 'background' })).toBe(1);
});

test('a higher priority of its own never makes a task less urgent', () => {
  const inputs = fc.record({
    priority: fc.integer({ min: 1, max: 9 }),
    projectPriority: fc.integer({ min: 1, max: 10 }),
    taskType: fc.constantFrom(...taskTypes),
    deadline: fc.option(fc.integer({ min: -HOUR_MS, max: 3 * HOUR_MS }).map(inMs)),
  });
  fc.assert(
    fc.property(inputs, (task) => {
      const higher = effective({ ...task, priority: task.priority + 1 });
      expect(higher).toBeGreaterThanOrEqual(effective(task));
      expect(higher).toBeLessThanOrEqual(10);
    }),
  );
});

describe('tier', () => {
  test.each([
    [10, 'critical'],
    [9, 'high_priority'],
    [8, 'high_priority'],
    [7, 'normal'],
    [5, 'normal'],
    [4, 'low'],
    [3, 'low'],
    [2, 'background'],
    [1, 'background'],
  ] as const)('effective priority %i goes through %s', (priority, tier) => {
    expect(tierOf(priority)).toBe(tier);
  });
});
