import type { Task, TaskSummary } from '#shared/task.ts';

/** What lists tell of a task that was read whole. */
export function summaryOf(task: Task): TaskSummary {
  const { stdout, stderr, result, traceback, history, runs, ...summary } = task;
  return summary;
}
