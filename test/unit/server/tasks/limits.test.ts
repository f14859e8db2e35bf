import { expect, test } from 'vitest';
import { exceedsLimits, Limits, type LiveRuns, withinLimits } from '../../../../server/tasks/limits.ts';

const runs = (): LiveRuns => ({
  total: 2,
  ofProject: new Map([['p', 2]]),
  ofUser: new Map([['u', 2]]),
  ofQueue: new Map([['normal', 2]]),
  lockedFolders: new Map(),
});
const task = (name: string) => ({ name, projectId: 'p', userId: 'u', queue: 'normal' });
const limit = (scope: string, name: string, maxRunning: number | null) =>
  new Limits([{ scope, name, maxRunning, perMinute: null, paused: false } as never]);
const scopes = [
  ['project', 'p'],
  ['user', 'u'],
  ['queue', 'normal'],
  ['installation', 'all'],
] as const;

test.each(scopes)('of what is admitted, the first may be started until the %s is full', (scope, name) => {
  const started = (max: number | null) =>
    withinLimits([task('a'), task('b'), task('c')], runs(), limit(scope, name, max)).map((each) => each.name);
  expect(started(1)).toEqual([]);
  expect(started(2)).toEqual([]);
  expect(started(4)).toEqual(['a', 'b']);
  expect(started(null)).toEqual(['a', 'b', 'c']);
});

test('what one limit holds back takes no room from the others', () => {
  const other = { name: 'other', projectId: 'q', userId: 'u', queue: 'normal' };
  const startable = withinLimits([task('a'), other], runs(), limit('project', 'p', 2));
  expect(startable).toEqual([other]);
});

test.each(scopes)('the limit of the %s is exceeded only beyond it', (scope, name) => {
  expect(exceedsLimits(runs(), limit(scope, name, 1))).toBe(true);
  expect(exceedsLimits(runs(), limit(scope, name, 2))).toBe(false);
  expect(exceedsLimits(runs(), limit(scope, name, null))).toBe(false);
});
