import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WaitingGroup, WaitingTask } from '../../../../server/queue/backlog.ts';
import {
  agedPriority,
  type Backlog,
  type ChoiceFacts,
  chooseTasks,
} from '../../../../server/queue/chooseTasks.ts';
import { Limits, type LiveRuns } from '../../../../server/tasks/limits.ts';
import { StartRates } from '../../../../server/tasks/startRates.ts';

const NOW = 1_000_000_000;
const AGEING_SECONDS = 600;

const nothingRuns = (): LiveRuns => ({
  total: 0,
  beside: 0,
  ofProject: new Map(),
  ofUser: new Map(),
  ofQueue: new Map(),
  lockedFolders: new Map(),
});

const group = (more: Partial<WaitingGroup>): WaitingGroup => ({
  status: 'pending',
  priority: 5,
  projectId: 'p',
  userId: 'u',
  kind: 'command',
  oldestAt: 0,
  ...more,
});

const task = (id: string, waitedSeconds = 0, lock?: string): WaitingTask => ({
  id,
  readyAt: NOW - waitedSeconds * 1000,
  lock,
});

function choose(backlogs: Backlog[], more: Partial<ChoiceFacts> = {}): string[] {
  const facts = {
    live: nothingRuns(),
    limits: new Limits([]),
    rates: new StartRates(),
    jobs: new Map<string, number>(),
    slots: 100,
    roomAt: () => 100,
    ageingSeconds: AGEING_SECONDS,
    now: NOW,
  };
  return chooseTasks(backlogs, { settle: () => false }, { ...facts, ...more }).map(({ id }) => id);
}

describe('the room', () => {
  const backlog = [
    { group: group({ priority: 7 }), tasks: [task('urgent'), task('more')] },
    { group: group({ priority: 5 }), tasks: [task('plain')] },
  ];

  test('it may be there for what is more urgent, and not for the rest', () => {
    const above = (from: number, room: number) => (aged: number) => (aged >= from ? room : 0);
    expect(choose(backlog, { roomAt: above(6, 5) })).toEqual(['urgent', 'more']);
    expect(choose(backlog, { roomAt: above(6, 1) })).toEqual(['urgent']);
    expect(choose(backlog, { roomAt: above(8, 5) })).toEqual([]);
    expect(choose(backlog, { roomAt: above(5, 3) })).toEqual(['urgent', 'more', 'plain']);
    expect(choose(backlog, { roomAt: (aged) => (aged > 5 ? 5 : 2) })).toEqual(['urgent', 'more']);
  });
});

describe('the order', () => {
  test('a higher priority goes first, then who waited longer', () => {
    const low = { group: group({ priority: 3 }), tasks: [task('low', 500)] };
    const high = { group: group({ priority: 7 }), tasks: [task('first', 20), task('second', 10)] };
    expect(choose([low, high])).toEqual(['first', 'second', 'low']);
  });

  test('waiting lifts a task by one for every ageing period, so that it passes what came later', () => {
    const old = { group: group({ priority: 4 }), tasks: [task('old', 2 * AGEING_SECONDS)] };
    const fresh = { group: group({ priority: 5 }), tasks: [task('fresh')] };
    expect(choose([fresh, old])).toEqual(['old', 'fresh']);
    expect(agedPriority(4, NOW - 2 * AGEING_SECONDS * 1000, NOW, AGEING_SECONDS)).toBe(6);
  });

  test('at one priority projects take turns, however many tasks one of them has', () => {
    const many = Array.from({ length: 6 }, (_, index) => task(`a${index}`, 100 - index));
    const a = { group: group({ projectId: 'a', userId: 'ann' }), tasks: many };
    const b = { group: group({ projectId: 'b', userId: 'bob' }), tasks: [task('b0', 5), task('b1', 4)] };
    expect(choose([a, b]).slice(0, 4)).toEqual(['a0', 'b0', 'a1', 'b1']);
  });

  test('within a project users take turns', () => {
    const ann = { group: group({ userId: 'ann' }), tasks: [task('ann0', 9), task('ann1', 8)] };
    const bob = { group: group({ userId: 'bob' }), tasks: [task('bob0', 1)] };
    expect(choose([ann, bob])).toEqual(['ann0', 'bob0', 'ann1']);
  });
});

describe('what holds tasks back', () => {
  const limits = (scope: string, name: string, maxRunning: number | null, paused = false) =>
    new Limits([{ scope, name, maxRunning, paused } as never]);

  test.each(['project', 'user', 'installation'] as const)(
    'a limit of a %s is never passed, and others go on',
    (scope) => {
      const name = { project: 'p', user: 'u', installation: 'all' }[scope];
      const full = { group: group({}), tasks: [task('1', 3), task('2', 2), task('3', 1)] };
      const other = { group: group({ projectId: 'q', userId: 'v' }), tasks: [task('4')] };
      const live = nothingRuns();
      live.total = 1;
      live.ofProject.set('p', 1);
      live.ofUser.set('u', 1);
      const chosen = choose([full, other], { live, limits: limits(scope, name, 2) });
      expect(chosen.filter((id) => id !== '4')).toHaveLength(scope === 'installation' ? 0 : 1);
      if (scope !== 'installation') expect(chosen).toContain('4');
    },
  );

  test('the installation’s limit doesn’t hold back what is run beside the slots, which takes nothing of it', () => {
    const plain = { group: group({}), tasks: [task('1', 2), task('2', 1)] };
    const own = {
      group: group({ kind: 'maintenance', projectId: 'system' }),
      tasks: [task('3', 9), task('4')],
    };
    expect(choose([plain, own], { limits: limits('installation', 'all', 1) })).toEqual(['3', '1', '4']);
    expect(choose([plain, own], { limits: limits('queue', 'default', 1) })).toEqual(['3', '1', '2']);
  });

  test('a paused queue holds its own tasks back, not those of other queues', () => {
    const normal = { group: group({ priority: 5 }), tasks: [task('normal')] };
    const low = { group: group({ priority: 3 }), tasks: [task('low')] };
    expect(choose([normal, low], { limits: limits('queue', 'normal', null, true) })).toEqual(['low']);
  });

  test('a task whose age belongs to a queue that is paused or full goes through its own; one whose own is paused waits', () => {
    const old = { group: group({ priority: 5 }), tasks: [task('old', 5 * AGEING_SECONDS), task('young')] };
    expect(choose([old])).toEqual(['old', 'young']);
    expect(choose([old], { limits: limits('queue', 'critical', null, true) })).toEqual(['old', 'young']);
    expect(choose([old], { limits: limits('queue', 'critical', 0) })).toEqual(['old', 'young']);
    expect(choose([old], { limits: limits('queue', 'normal', null, true) })).toEqual([]);
  });

  test('a folder belongs to one task at a time, and those behind it that need none go on', () => {
    const locked = {
      group: group({}),
      tasks: [task('1', 3, '/a'), task('2', 2, '/a'), task('3', 1), task('4', 0, '/b')],
    };
    expect(choose([locked])).toEqual(['1', '3', '4']);
  });
});

test('whatever waits and runs: no limit passed, nothing chosen twice, and no room left where something might run', () => {
  const taskArbitrary = fc.record({
    waited: fc.nat(5000),
    lock: fc.option(fc.constantFrom('/a', '/b'), { nil: undefined }),
  });
  const backlogArbitrary = fc.array(
    fc.record({
      priority: fc.integer({ min: 1, max: 10 }),
      projectId: fc.constantFrom('p', 'q'),
      userId: fc.constantFrom('u', 'v'),
      tasks: fc.array(taskArbitrary, { maxLength: 8 }),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(backlogArbitrary, fc.nat(20), fc.nat(6), fc.nat(6), (drawn, room, ofProject, ofUser) => {
      const owner = new Map<string, { projectId: string; userId: string; lock: string | undefined }>();
      const backlogs = drawn.map(({ tasks, ...rest }, g) => ({
        group: group(rest),
        tasks: tasks.map(({ waited, lock }, t) => {
          owner.set(`${g}.${t}`, { projectId: rest.projectId, userId: rest.userId, lock });
          return task(`${g}.${t}`, waited, lock);
        }),
      }));
      const limits = new Limits([
        { scope: 'project', name: 'p', maxRunning: ofProject, paused: false } as never,
        { scope: 'user', name: 'u', maxRunning: ofUser, paused: false } as never,
      ]);
      const chosen = choose(backlogs, { limits, roomAt: () => room });
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen.length).toBeLessThanOrEqual(room);
      const of = (
        predicate: (each: { projectId: string; userId: string; lock: string | undefined }) => boolean,
      ) => chosen.filter((id) => predicate(owner.get(id) as never)).length;
      expect(of(({ projectId }) => projectId === 'p')).toBeLessThanOrEqual(ofProject);
      expect(of(({ userId }) => userId === 'u')).toBeLessThanOrEqual(ofUser);
      for (const folder of ['/a', '/b']) expect(of(({ lock }) => lock === folder)).toBeLessThanOrEqual(1);
      if (chosen.length === room) return;
      const blocked = [...owner].filter(([id, { projectId, userId, lock }]) => {
        if (chosen.includes(id)) return false;
        const full =
          (projectId === 'p' && of((each) => each.projectId === 'p') >= ofProject) ||
          (userId === 'u' && of((each) => each.userId === 'u') >= ofUser);
        return !full && (lock === undefined || of((each) => each.lock === lock) === 0);
      });
      expect(blocked).toEqual([]);
    }),
  );
});
