/** What a person may do with a task as it is now. The server decides; this keeps buttons away that it would refuse. */
import type { TaskSummary } from '#shared/task.ts';
import { hasLiveRun, isFinal } from '#shared/taskState.ts';

export const taskVerbs = [
  'cancel',
  'retry',
  'pause',
  'resume',
  'priority',
  'rename',
  'prompt',
  'answer',
  'message',
  'continue',
  'rerun',
] as const;
export type TaskVerb = (typeof taskVerbs)[number];

export function can(verb: TaskVerb, { status, cancel_requested_at, kind, session_id }: TaskSummary): boolean {
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
    case 'rename':
      return !isFinal(status) && !hasLiveRun(status);
    case 'prompt': {
      // One that is tried again may have begun its conversation.
      const isNew = status === 'pending' || status === 'received';
      return kind === 'claude' && (isNew || (status === 'retry' && session_id === null));
    }
    case 'answer':
      return status === 'waiting_confirmation';
    case 'message':
      return (
        kind === 'claude' &&
        (status === 'running' || status === 'waiting_confirmation') &&
        cancel_requested_at === null
      );
    case 'continue':
      return kind === 'claude' && isFinal(status) && session_id !== null;
    case 'rerun':
      return kind !== 'maintenance';
  }
}
