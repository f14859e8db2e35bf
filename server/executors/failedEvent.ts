import type { RunFailure } from '../tasks/failRun.ts';
import type { RunEvent } from './executor.ts';

/** The last event of a run that has no process whose end could be told. */
export function failedEvent(failure: RunFailure): Extract<RunEvent, { type: 'error' }> {
  return { type: 'error', failure, exitCode: null, signal: null, byItself: true };
}
