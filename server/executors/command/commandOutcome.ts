/** What a command's end means. The table for exit codes and signals of this kind. */
import type { RunFailure } from '../../tasks/failRun.ts';

/** @returns undefined for success. */
export function commandFailure(exitCode: number | null, signal: string | null): RunFailure | undefined {
  if (exitCode === 0) return undefined;
  if (signal !== null) {
    return {
      errorClass: 'CommandFailed',
      message: `the command was ended by ${signal}`,
      advice:
        signal === 'SIGKILL'
          ? 'Something killed it, often the system for want of memory: look at max_memory and at the end of the log.'
          : 'Something outside Switchyard ended it: look at the end of the log.',
    };
  }
  return {
    errorClass: 'CommandFailed',
    message: `the command exited with code ${exitCode}`,
    advice: 'Look at the end of the log for what it says. Set max_retries to 0 if trying again can’t help.',
  };
}
