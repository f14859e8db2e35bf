/** By what the tree is divided, and which group a task falls into. */
import type { TaskSummary } from '#shared/task.ts';
import { isFinal, taskStates } from '#shared/taskState.ts';
import { groupOf, inOrder, taskGroups } from './taskGroups.ts';

export const groupings = ['state', 'project', 'queue', 'status', 'user', 'tag'] as const;
export type Grouping = (typeof groupings)[number];

export interface Group {
  /** Within its grouping; empty for the tasks without a tag. */
  key: string;
  tasks: TaskSummary[];
}

/**
 * Groups that have tasks, in their order, each with its tasks in theirs. By tag, a task is in the group of each of
 * its tags.
 */
export function divided(tasks: readonly TaskSummary[], grouping: Grouping): Group[] {
  const members = new Map<string, TaskSummary[]>();
  for (const task of tasks) {
    for (const key of keysOf(task, grouping)) {
      const group = members.get(key);
      if (group) group.push(task);
      else members.set(key, [task]);
    }
  }
  const keys = knownKeys[grouping]?.filter((key) => members.has(key)) ?? [...members.keys()].sort();
  return keys.map((key) => ({ key, tasks: inOrder(members.get(key) ?? []) }));
}

function keysOf(task: TaskSummary, grouping: Grouping): string[] {
  switch (grouping) {
    case 'state':
      return [groupOf(task)];
    case 'project':
      return [task.project_id];
    case 'queue':
      return [task.queue];
    case 'status':
      return [task.status];
    case 'user':
      return [task.user_id];
    case 'tag': {
      const tags = Object.entries(task.tags).map(([key, value]) => `${key}:${value}`);
      return tags.length > 0 ? tags : [''];
    }
  }
}

const knownKeys: Readonly<Partial<Record<Grouping, readonly string[]>>> = {
  state: taskGroups,
  status: [...taskStates.filter((state) => !isFinal(state)), ...taskStates.filter(isFinal)],
};
