/** What became of a task: a sentence, and the exit code for who followed it. */
import type { Task } from '#shared/task.ts';
import { timesOfTask } from './taskTimes.ts';

/** 0 for success; the command's own exit code where it has one that a program may end with; else 1. */
export function exitCodeOf(task: Pick<Task, 'status' | 'exit_code'>): number {
  if (task.status === 'success') return 0;
  const code = task.exit_code ?? 0;
  return code >= 1 && code <= 255 ? code : 1;
}

/** How it ended, with the error and what to do about it. */
export function resultInWords(task: Task): string {
  const times = timesOfTask(task);
  const lines = [`Task ${task.id}: ${task.status}${times === '' ? '' : `, ${times}`}`];
  if (task.status !== 'success' && task.error_class !== null) {
    lines.push(`${task.error_class}: ${task.error_message ?? 'no message'}`);
    if (task.advice !== null) lines.push(task.advice);
  }
  return lines.join('\n');
}
