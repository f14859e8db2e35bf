import type { TaskState } from '#shared/taskState.ts';
import { waitsForOthers } from '../tasks/changeQuestions.ts';
import type { LockedTask } from '../tasks/lockedTask.ts';

/** Where a task goes when one of its questions is no longer open: on, if the run waits for no other answer. */
export function afterAnswer(task: LockedTask, id: string): TaskState[] {
  return task.status === 'waiting_confirmation' && !waitsForOthers(task, id) ? ['running'] : [];
}
