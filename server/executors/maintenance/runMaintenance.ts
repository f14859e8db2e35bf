/** The kind `maintenance`: the server's own work, within the worker's process. `context.action` names it. */
import { ZodError, z } from 'zod';
import { errorMessage } from '../../errors.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import type { Executor, RunEvent } from '../executor.ts';
import { failedEvent } from '../failedEvent.ts';
import type { MaintenanceActions } from './maintenanceActions.ts';

export function createRunMaintenance(actions: MaintenanceActions): Executor {
  return async function* runMaintenance({ task, signal }): AsyncGenerator<RunEvent, void> {
    const { action: name, ...options } = task.context;
    const action = typeof name === 'string' && Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) return yield failedEvent(unknownAction(name, Object.keys(actions)));
    yield { type: 'started' };
    try {
      const result = await action({ options, signal });
      yield { type: 'output', stream: 'stdout', lines: { text: JSON.stringify(result), count: 1 } };
      yield { type: 'completed', exitCode: null, signal: null, result, byItself: true };
    } catch (error) {
      if (signal.aborted) return;
      yield failedEvent(failureOf(error));
    }
  };
}

function unknownAction(name: unknown, known: readonly string[]): RunFailure {
  return {
    errorClass: 'ConfigurationError',
    message: `there is no maintenance action ${JSON.stringify(name)}`,
    advice: `Change the schedule’s task: context.action is one of ${known.join(', ')}.`,
  };
}

function failureOf(error: unknown): RunFailure {
  if (error instanceof ZodError) {
    const message = `the options in the task’s context are wrong: ${z.prettifyError(error)}`;
    return {
      errorClass: 'ConfigurationError',
      message,
      advice: 'Change the context of the schedule’s task.',
    };
  }
  return {
    errorClass: 'TemporaryFailure',
    message: errorMessage(error),
    advice: 'It is tried again by itself. If it stays, look into the worker’s log, at its disk and at MySQL.',
  };
}
