import type { TaskSummary } from '#shared/task.ts';
import { needsYou } from './taskGroups.ts';
import type { TaskStore } from './taskStore.ts';

/** Those that need somebody and whose question isn't known: with the open questions, all that waits for a person. */
export function stuckTasks(store: Pick<TaskStore, 'tasks' | 'confirmations'>): TaskSummary[] {
  const asked = new Set(store.confirmations.map(({ task_id }) => task_id));
  return store.tasks().filter((task) => needsYou(task) && !asked.has(task.id));
}
