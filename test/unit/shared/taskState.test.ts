import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canMove,
  hasLiveRun,
  isDispatchable,
  isFinal,
  isLegalPath,
  statesWhere,
  type TaskState,
  taskMoves,
  taskStates,
} from '../../../shared/taskState.ts';

/** The specification’s table, row by row. */
const specified: Record<TaskState, TaskState[]> = {
  pending: ['received', 'revoked'],
  received: ['started', 'revoked'],
  started: ['running', 'failure', 'revoked'],
  running: ['paused', 'waiting_confirmation', 'success', 'failure', 'timeout', 'revoked'],
  paused: ['running', 'revoked'],
  waiting_confirmation: ['running', 'revoked'],
  failure: ['retry', 'revoked'],
  retry: ['received', 'failure', 'revoked'],
  success: [],
  revoked: [],
  timeout: [],
};
const state = fc.constantFrom(...taskStates);

test('the table of moves is the specified one, no more and no less', () => {
  expect(taskMoves).toEqual(specified);
  expect([...taskStates].sort()).toEqual(Object.keys(specified).sort());
});

test('a move is allowed exactly where the table has it', () => {
  for (const from of taskStates)
    for (const to of taskStates) expect(canMove(from, to)).toBe(specified[from].includes(to));
});

test('final are success, failure, revoked and timeout, and of them only a failure can be left', () => {
  expect(statesWhere(isFinal).sort()).toEqual(['failure', 'revoked', 'success', 'timeout']);
  const left = statesWhere((each) => isFinal(each) && specified[each].length > 0);
  expect(left).toEqual(['failure']);
});

test('a task is waiting, held by a worker, admitted or over, and never two of these', () => {
  for (const each of taskStates) {
    const groups = [isFinal(each), hasLiveRun(each), isDispatchable(each), each === 'received'];
    expect([each, groups.filter(Boolean).length]).toEqual([each, 1]);
  }
});

test('a path is legal exactly if a walk along the table reaches its end', () => {
  fc.assert(
    fc.property(state, fc.array(state, { maxLength: 6 }), (from, path) => {
      const steps = path.map((to, index) => [index === 0 ? from : path[index - 1], to] as const);
      const walked = path.length > 0 && steps.every(([at, to]) => specified[at as TaskState].includes(to));
      expect(isLegalPath(from, path)).toBe(walked);
    }),
  );
});

test('every walk along the table is a legal path', () => {
  const walk = fc.tuple(state, fc.array(fc.nat(), { minLength: 1, maxLength: 8 })).map(([from, turns]) => {
    const path: TaskState[] = [];
    for (const turn of turns) {
      const next = specified[path.at(-1) ?? from];
      if (next.length === 0) break;
      path.push(next[turn % next.length] as TaskState);
    }
    return { from, path };
  });
  fc.assert(
    fc.property(walk, ({ from, path }) => {
      expect(isLegalPath(from, path)).toBe(path.length > 0);
    }),
  );
});
