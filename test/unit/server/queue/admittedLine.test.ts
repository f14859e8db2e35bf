import { describe, expect, test } from 'vitest';
import { AdmittedLine, type AgedTask } from '../../../../server/queue/admittedLine.ts';
import { Limits, type LiveRuns } from '../../../../server/tasks/limits.ts';
import { StartRates } from '../../../../server/tasks/startRates.ts';

const runs = (total = 0): LiveRuns => ({
  total,
  beside: 0,
  ofProject: new Map([['p', total]]),
  ofUser: new Map([['u', total]]),
  ofQueue: new Map([['normal', total]]),
  lockedFolders: new Map(),
});
const task = (id: string, agedPriority: number, more: Partial<AgedTask> = {}): AgedTask => ({
  id,
  name: id,
  queue: 'normal',
  version: 2,
  projectId: 'p',
  userId: 'u',
  kind: 'command',
  priority: agedPriority,
  agedPriority,
  held: false,
  lock: undefined,
  readyAt: 0,
  changedAt: 0,
  ...more,
});
const limit = (scope: string, name: string, maxRunning: number | null, paused = false) =>
  new Limits([{ scope, name, maxRunning, perMinute: null, paused } as never]);
const none = new Limits([]);

function settled(tasks: AgedTask[], limits: Limits, live = runs(), rates = new StartRates()) {
  const line = new AdmittedLine(tasks, { live, limits, rates });
  line.settle(Number.NEGATIVE_INFINITY);
  const ids = (list: readonly AgedTask[]) => list.map(({ id }) => id);
  return { held: ids(line.held), released: ids(line.released), live };
}

describe('what is too much is held, the least urgent of it', () => {
  const tasks = [task('low', 3), task('high', 8), task('middle', 5)];

  test.each([
    ['project', 'p'],
    ['user', 'u'],
    ['queue', 'normal'],
    ['installation', 'all'],
  ])('for a limit of the %s', (scope, name) => {
    expect(settled(tasks, limit(scope, name, 2)).held).toEqual(['low']);
    expect(settled(tasks, limit(scope, name, 2), runs(1)).held).toEqual(['middle', 'low']);
    expect(settled(tasks, limit(scope, name, null)).held).toEqual([]);
  });

  test('for a paused queue, and what is in others goes on', () => {
    const other = task('other', 1, { queue: 'low' });
    expect(settled([...tasks, other], limit('queue', 'normal', null, true)).held).toEqual([
      'high',
      'middle',
      'low',
    ]);
  });

  test('for a folder that somebody has to himself', () => {
    const sharing = [task('low', 3, { lock: '/a' }), task('high', 8, { lock: '/a' }), task('free', 1)];
    expect(settled(sharing, none).held).toEqual(['low']);
    const live = runs();
    live.lockedFolders.set('/a', { id: 'x', name: 'x' });
    expect(settled(sharing, none, live).held).toEqual(['high', 'low']);
  });

  test('for a rate of starts', () => {
    const claude = ['a', 'b'].map((id) => task(id, 5, { kind: 'claude' }));
    const rate = new Limits([{ scope: 'rate', name: 'claude', perMinute: 1, paused: false } as never]);
    expect(settled(claude, rate).held).toEqual(['b']);
  });
});

test('what is run beside the slots is not held by the installation’s limit, and takes nothing of it', () => {
  const own = task('own', 9, {
    kind: 'maintenance',
    queue: 'default',
    projectId: 'system',
    userId: 'system',
  });
  const all = limit('installation', 'all', 1);
  expect(settled([own, task('plain', 5), task('more', 3)], all)).toMatchObject({
    held: ['more'],
    live: { total: 1, beside: 1 },
  });
  expect(settled([own], all, runs(1)).held).toEqual([]);
  expect(settled([own], limit('queue', 'default', 0)).held).toEqual(['own']);
});

test('what was held and fits again is released, the most urgent first', () => {
  const tasks = [task('low', 3, { held: true }), task('high', 8, { held: true })];
  expect(settled(tasks, limit('project', 'p', 1))).toMatchObject({ held: [], released: ['high'] });
  expect(settled(tasks, none).released).toEqual(['high', 'low']);
});

test('what is settled before a more urgent task counts, what is less urgent comes after it', () => {
  const live = runs();
  const line = new AdmittedLine([task('low', 3), task('high', 8)], {
    live,
    limits: limit('project', 'p', 1),
    rates: new StartRates(),
  });
  expect(line.settle(9)).toBe(false);
  expect(line.settle(5)).toBe(true);
  expect(live.total).toBe(1);
  expect(line.settle(1)).toBe(true);
  expect(line.held.map(({ id }) => id)).toEqual(['low']);
});
