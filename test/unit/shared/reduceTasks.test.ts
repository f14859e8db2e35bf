import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SwitchyardEvent } from '../../../shared/events.ts';
import {
  BEYOND_KEPT,
  FINISHED_KEPT,
  noTasks,
  reduceTasks,
  type TasksState,
} from '../../../shared/reduceTasks.ts';
import { isFinal, type TaskState, taskMoves } from '../../../shared/taskState.ts';
import { taskSummary } from '../../support/taskSummary.ts';

const at = '2026-01-01T10:00:00.000Z';
const later = '2026-01-01T10:00:07.500Z';
const common = { task_id: 'a', project_id: 'default', at };

const changed = (version: number, status: TaskState, previous: TaskState, when = at): SwitchyardEvent => ({
  ...common,
  at: when,
  type: 'task.status_changed',
  version,
  status,
  previous_status: previous,
});

const known = (task: Parameters<typeof taskSummary>[0] = {}): TasksState =>
  reduceTasks(noTasks, { type: 'read', task: taskSummary({ id: 'a', version: 1, ...task }) });

const take = (state: TasksState, ...events: SwitchyardEvent[]) =>
  reduceTasks(state, { type: 'events', events });

describe('an event', () => {
  test('of an unknown task makes it to be read', () => {
    const state = take(noTasks, { ...common, type: 'task.created', version: 1, status: 'pending' });
    expect([...state.toRead]).toEqual(['a']);
    expect(state.tasks.size).toBe(0);
  });

  test('moves a task on, with the times that it tells', () => {
    const running = take(known({ status: 'started' }), changed(2, 'running', 'started'));
    expect(running.tasks.get('a')).toMatchObject({ status: 'running', version: 2, started_at: at });
    const done = take(running, changed(3, 'success', 'running', later));
    expect(done.tasks.get('a')).toMatchObject({ status: 'success', completed_at: later, duration: 7.5 });
    expect(done.toRead.size).toBe(0);
  });

  test('of an end makes the task to be read where people may have kept it waiting', () => {
    const running = { status: 'running', started_at: at } as const;
    const end = (task: Parameters<typeof taskSummary>[0], when = later) =>
      take(known({ ...running, ...task }), changed(2, 'success', 'running', when));
    for (const task of [{ kind: 'claude' }, { pty: true }] as const) {
      const ended = end(task);
      expect(ended.tasks.get('a')).toMatchObject({ status: 'success', duration: null });
      expect([...ended.toRead]).toEqual(['a']);
    }
    expect(end({}).toRead.size).toBe(0);
    expect([...end({}, '2026-01-01T10:00:30.000Z').toRead]).toEqual(['a']);
  });

  test('that is older than what is known changes nothing', () => {
    const state = known({ status: 'running', version: 4 });
    const after = take(state, changed(3, 'started', 'received'), changed(4, 'running', 'started'));
    expect(after).toEqual(state);
  });

  test('after a gap is taken, and the task is to be read', () => {
    const state = take(known({ status: 'pending' }), changed(4, 'running', 'started'));
    expect(state.tasks.get('a')?.status).toBe('running');
    expect([...state.toRead]).toEqual(['a']);
  });

  test('that doesn’t tell why a task failed or waits makes it to be read', () => {
    for (const status of ['failure', 'retry', 'timeout', 'revoked'] as const) {
      expect([...take(known({ status: 'running' }), changed(2, status, 'running')).toRead]).toEqual(['a']);
    }
    expect([...take(known(), { ...common, type: 'task.updated', version: 2 }).toRead]).toEqual(['a']);
  });

  test('of progress shows it and leaves the version', () => {
    const progress = { percentage: 40, current_step: 'build', total_steps: 5, details: {}, updated_at: at };
    const state = take(known({ status: 'running' }), {
      ...common,
      type: 'task.progress',
      version: 1,
      progress,
    });
    expect(state.tasks.get('a')).toMatchObject({ progress, version: 1 });
  });
});

describe('an answer', () => {
  test('that was under way while an event came doesn’t undo the event', () => {
    const moved = take(known({ status: 'running' }), changed(2, 'failure', 'running'));
    const state = reduceTasks(moved, {
      type: 'read',
      task: taskSummary({ id: 'a', version: 1, status: 'running' }),
    });
    expect(state.tasks.get('a')?.status).toBe('failure');
    expect([...state.toRead]).toEqual(['a']);
  });

  test('with what was missing ends the wish to read', () => {
    const moved = take(known({ status: 'running' }), changed(2, 'failure', 'running'));
    const task = taskSummary({ id: 'a', version: 2, status: 'failure', error_message: 'exit 1' });
    const state = reduceTasks(moved, { type: 'read', task });
    expect(state.tasks.get('a')?.error_message).toBe('exit 1');
    expect(state.toRead.size).toBe(0);
  });

  test('that a task has ended makes those that wait for it to be read', () => {
    const child = taskSummary({ id: 'child', depends_on: ['a', 'x'] });
    const other = taskSummary({ id: 'other', depends_on: ['x'] });
    const done = taskSummary({ id: 'done', status: 'revoked', depends_on: ['a'] });
    const all = [child, other, done].reduce(
      (state, task) => reduceTasks(state, { type: 'read', task }),
      known({ status: 'running' }),
    );
    expect([...take(all, changed(2, 'revoked', 'running')).toRead]).toEqual(['a', 'child']);
    expect(take(all, changed(2, 'paused', 'running')).toRead.has('child')).toBe(false);
  });

  test('that a schedule’s task has ended makes the one behind it to be read', () => {
    const detail = (id: string) => `waits for its schedule’s previous task to end: nightly (running, ${id})`;
    const waiting = (id: string, previous: string) =>
      taskSummary({
        id,
        blocked_on: { reason: 'dependency', detail: detail(previous), position: null, next_try_at: null },
      });
    const state = [waiting('next', 'id-1'), waiting('other', 'id-2')].reduce(
      (before, task) => reduceTasks(before, { type: 'read', task }),
      known({ id: 'id-1', status: 'running' }),
    );
    const over = { ...changed(2, 'success', 'running'), task_id: 'id-1' } as SwitchyardEvent;
    expect([...take(state, over).toRead]).toEqual(['next']);
  });

  test('that the task is gone forgets it', () => {
    expect(reduceTasks(known(), { type: 'gone', id: 'a' })).toEqual(noTasks);
  });
});

test('a server that was set back to an older backup is believed, unless something came while it answered', () => {
  const state = known({ status: 'running', version: 7 });
  const before = state.tasks.get('a');
  const task = taskSummary({ id: 'a', status: 'pending', version: 3 });
  const read = { type: 'read', task, insteadOf: before } as const;
  const list = { type: 'listed', tasks: [task], covered: new Set<string>(), insteadOf: state.tasks } as const;
  for (const change of [read, list]) {
    expect(reduceTasks(state, change).tasks.get('a')).toBe(task);
    const ended = take(state, changed(8, 'success', 'running'));
    expect(reduceTasks(ended, change).tasks.get('a')?.version).toBe(8);
  }
});

describe('the lists', () => {
  test('leave a task out that ended meanwhile: it is to be read', () => {
    const state = reduceTasks(known({ status: 'running' }), {
      type: 'listed',
      tasks: [],
      covered: new Set(),
    });
    expect([...state.toRead]).toEqual(['a']);
  });

  test('lack a finished task that isn’t beyond their bound: whether it was removed is to be read', () => {
    const before = known({ status: 'success', updated_at: later });
    const list = { type: 'listed', tasks: [], covered: new Set<string>() } as const;
    expect([...reduceTasks(before, { ...list, afresh: true }).toRead]).toEqual(['a']);
    const beyond = reduceTasks(before, { ...list, afresh: true, finishedBackTo: later });
    expect([...beyond.toRead]).toEqual([]);
    expect([...reduceTasks(before, list).toRead]).toEqual([]);
  });

  test('cover what was to be read before, but not what came since', () => {
    const before = take(noTasks, { ...common, type: 'task.created', version: 1, status: 'pending' });
    const since = take(before, {
      ...common,
      task_id: 'b',
      type: 'task.created',
      version: 1,
      status: 'pending',
    });
    const state = reduceTasks(since, { type: 'listed', tasks: [], covered: before.toRead });
    expect([...state.toRead]).toEqual(['b']);
  });

  test('that end before it say nothing of a waiting task beyond; of those only the newest stay known', () => {
    const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
    const known = Array.from({ length: BEYOND_KEPT + 10 }, (_, n) =>
      taskSummary({ id: `t${n}`, created_at: at(n) }),
    );
    const before = known.reduce((state, task) => reduceTasks(state, { type: 'read', task }), noTasks);
    const list = { type: 'listed', tasks: [], covered: new Set<string>() } as const;
    const state = reduceTasks(before, { ...list, waitingUpTo: at(4) });
    expect([...state.toRead]).toEqual(['t0', 't1', 't2', 't3', 't4']);
    expect(state.tasks.has('t9')).toBe(false);
    expect(state.tasks.has('t10')).toBe(true);
    const afresh = reduceTasks(before, { ...list, waitingUpTo: at(4), afresh: true });
    expect([...afresh.tasks.keys()]).toEqual(['t0', 't1', 't2', 't3', 't4']);
  });

  test('keep the finished tasks that ended last', () => {
    const tasks = Array.from({ length: FINISHED_KEPT + 50 }, (_, index) =>
      taskSummary({
        id: `t${index}`,
        status: 'success',
        completed_at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(),
      }),
    );
    const state = reduceTasks(noTasks, { type: 'listed', tasks, covered: new Set() });
    expect(state.tasks.size).toBe(FINISHED_KEPT);
    expect(state.tasks.has('t0')).toBe(false);
    expect(state.tasks.has(`t${FINISHED_KEPT + 49}`)).toBe(true);
  });
});

/** A way through the table of states, from pending. */
const path = fc.array(fc.nat(10), { maxLength: 12 }).map((choices) => {
  const states: TaskState[] = ['pending'];
  for (const choice of choices) {
    const next = taskMoves[states.at(-1) ?? 'pending'];
    if (next.length === 0) break;
    states.push(next[choice % next.length] ?? 'revoked');
  }
  return states;
});

test('whatever is lost, repeated or late, the state is the newest that came, and what was missed is to be read', () => {
  fc.assert(
    fc.property(path, fc.array(fc.nat(30)), (states, picks) => {
      const events = states
        .slice(1)
        .map((status, index) => changed(index + 2, status, states[index] ?? 'pending'));
      const came = picks.flatMap((pick) => events[pick % Math.max(1, events.length)] ?? []);
      const state = take(known({ status: 'pending' }), ...came);
      const newest = Math.max(1, ...came.map((event) => ('version' in event ? event.version : 0)));
      const task = state.tasks.get('a');
      expect(task?.version).toBe(newest);
      expect(task?.status).toBe(states[newest - 1]);
      const ended = task !== undefined && isFinal(task.status);
      expect(task?.completed_at !== null).toBe(ended);
      const all = reduceTasks(state, { type: 'read', task: taskSummary({ id: 'a', version: newest }) });
      expect(all.toRead.size).toBe(0);
    }),
  );
});
