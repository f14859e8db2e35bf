/** How tasks are grouped and ordered for people. */
import type { TaskSummary } from '#shared/task.ts';
import { hasLiveRun, isFinal } from '#shared/taskState.ts';

export const taskGroups = ['needsYou', 'running', 'waiting', 'finished'] as const;
export type TaskGroup = (typeof taskGroups)[number];

export function groupOf(task: TaskSummary): TaskGroup {
  if (needsYou(task)) return 'needsYou';
  if (isFinal(task.status)) return 'finished';
  return hasLiveRun(task.status) ? 'running' : 'waiting';
}

/** The task can't go on until somebody does something. */
export function needsYou(task: TaskSummary): boolean {
  return task.status === 'waiting_confirmation' || task.blocked_on?.reason === 'dependency_failed';
}

/** Each group's tasks in its order. */
export function grouped(tasks: readonly TaskSummary[]): ReadonlyMap<TaskGroup, TaskSummary[]> {
  const groups = new Map<TaskGroup, TaskSummary[]>(taskGroups.map((group) => [group, []]));
  for (const task of tasks) groups.get(groupOf(task))?.push(task);
  for (const [group, members] of groups) members.sort(orders[group]);
  return groups;
}

/** What needs somebody first, then what runs longest and what is next, and at the end what ended last. */
export function inOrder(tasks: readonly TaskSummary[]): TaskSummary[] {
  return [...grouped(tasks).values()].flat();
}

type Order = (a: TaskSummary, b: TaskSummary) => number;

const oldestFirst: Order = (a, b) => a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id);
const orders: Readonly<Record<TaskGroup, Order>> = {
  needsYou: oldestFirst,
  running: (a, b) => (a.started_at ?? '~').localeCompare(b.started_at ?? '~') || oldestFirst(a, b),
  waiting: (a, b) => b.effective_priority - a.effective_priority || oldestFirst(a, b),
  finished: (a, b) =>
    (b.completed_at ?? b.updated_at).localeCompare(a.completed_at ?? a.updated_at) || oldestFirst(a, b),
};
