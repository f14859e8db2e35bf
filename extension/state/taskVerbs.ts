/** What a person may do with a task as it is now. The server decides; this keeps buttons away that it would refuse. */
import type { TaskSummary } from '#shared/task.ts';
import { hasLiveRun, isFinal } from '#shared/taskState.ts';

export const taskVerbs = ['cancel', 'retry', 'pause', 'resume', 'priority', 'answer', 'rerun'] as const;
export type TaskVerb = (typeof taskVerbs)[number];

export function can(verb: TaskVerb, { status, cancel_requested_at, kind }: TaskSummary): boolean {
  switch (verb) {
    case 'cancel':
      return !isFinal(status) && cancel_requested_at === null;
    case 'retry':
      return status === 'failure';
    case 'pause':
      return status === 'running' && cancel_requested_at === null;
    case 'resume':
      return status === 'paused' && cancel_requested_at === null;
    case 'priority':
      return !isFinal(status) && !hasLiveRun(status);
    case 'answer':
      return status === 'waiting_confirmation';
    case 'rerun':
      return kind !== 'maintenance';
  }
}
