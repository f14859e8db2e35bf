import type { RunEvent } from '../executors/executor.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { RunFailure } from '../tasks/failRun.ts';
import type { RunOutcome } from '../tasks/finishRun.ts';
import type { AbortReason } from './runControl.ts';

/**
 * What became of a run, from its last event and from why it was ended, if it was. Who had ended by itself before keeps
 * its result, but for a lost run: nobody knows what became of that.
 */
export function runOutcome(
  end: Extract<RunEvent, { type: 'completed' | 'error' }> | undefined,
  aborted: AbortReason | undefined,
  task: Pick<TaskRow, 'timeout' | 'confirmationTimeout'>,
): RunOutcome {
  const reason = end?.byItself && aborted !== 'lost' ? undefined : aborted;
  if (typeof reason === 'object') return { status: 'failure', failure: reason.failure };
  switch (reason) {
    case 'cancelled':
      return { status: 'revoked' };
    case 'handed_back':
      return { status: 'handed_back' };
    case 'timeout':
      return {
        status: 'timeout',
        failure: {
          errorClass: 'TimeoutError',
          message: `ran longer than its timeout of ${task.timeout} s`,
          advice: 'Submit it again with a longer timeout, or look at the log for where it hangs.',
        },
      };
    case 'confirmation_expired':
      return { status: 'failure', failure: unanswered(task.confirmationTimeout) };
    case 'lost':
      return {
        status: 'failure',
        failure: {
          errorClass: 'WorkerLost',
          message: 'the worker was stopped or cut off while it ran this',
          advice: 'Nothing to do: the task runs again by itself while retries are left.',
        },
      };
  }
  if (!end) return { status: 'handed_back' };
  if (end.type === 'error') return { status: 'failure', failure: end.failure };
  return { status: 'success', result: end.result };
}

export function unanswered(seconds: number): RunFailure {
  return {
    errorClass: 'ConfirmationExpired',
    message: `nobody answered its question within ${seconds} s`,
    advice: 'Try it again and answer in time, or submit it with a longer confirmation_timeout.',
  };
}
