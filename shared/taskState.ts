/** The state machine of a task. The table below is law: nothing else is ever written, by any path. */
import { z } from 'zod';

export const taskStates = [
  'pending',
  'received',
  'started',
  'running',
  'paused',
  'waiting_confirmation',
  'success',
  'failure',
  'retry',
  'revoked',
  'timeout',
] as const;

export const taskStateSchema = z.enum(taskStates);
export type TaskState = z.infer<typeof taskStateSchema>;

/** From each state, the states that a task may move to. An empty list marks a state that nothing leaves. */
export const taskMoves: Readonly<Record<TaskState, readonly TaskState[]>> = {
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

const finalStates: ReadonlySet<TaskState> = new Set(['success', 'failure', 'revoked', 'timeout']);
const liveRunStates: ReadonlySet<TaskState> = new Set([
  'started',
  'running',
  'paused',
  'waiting_confirmation',
]);
const dispatchableStates: ReadonlySet<TaskState> = new Set(['pending', 'retry']);

export function canMove(from: TaskState, to: TaskState): boolean {
  return taskMoves[from].includes(to);
}

/** A task that is over. A `failure` may still be left again, by a retry. */
export function isFinal(state: TaskState): boolean {
  return finalStates.has(state);
}

/** A worker holds the task: a lease is held and there may be a process. */
export function hasLiveRun(state: TaskState): boolean {
  return liveRunStates.has(state);
}

/** The task waits in the store for the dispatcher. */
export function isDispatchable(state: TaskState): boolean {
  return dispatchableStates.has(state);
}

/** The states for which `predicate` holds, for queries. */
export function statesWhere(predicate: (state: TaskState) => boolean): TaskState[] {
  return taskStates.filter(predicate);
}

/** Every state of a move's path is reachable from the one before it; `path` is without the first state. */
export function isLegalPath(from: TaskState, path: readonly TaskState[]): boolean {
  let at = from;
  for (const next of path) {
    if (!canMove(at, next)) return false;
    at = next;
  }
  return path.length > 0;
}
