import { type Task, taskSchema } from '../../../../shared/task.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

export const NOW = new Date('2026-03-01T12:00:00.000Z');

const submitted = '2026-03-01T11:58:00.000Z';
const started = '2026-03-01T11:58:59.000Z';
const ended = '2026-03-01T11:59:00.500Z';
const failure = {
  status: 'failure' as const,
  exit_code: 2,
  signal: null,
  error_class: 'CommandFailed',
  error_message: 'the command exited with code 2',
  max_memory: 3 * 1024 * 1024,
  max_cpu: 97.6,
};

/** A task that failed a minute before NOW, changed as a test needs it. */
export function aTask(changes: Partial<Task> = {}): Task {
  const summary = taskSummary({
    id: '019ca000-0000-7000-8000-0123456789ab',
    name: 'build',
    user_id: 'ann',
    command: 'make',
    args: ['-j', 'all the things'],
    working_dir: '/srv/app',
    env: { API_KEY: 'hidden-value' },
    tags: { team: 'web' },
    max_retries: 3,
    retry_count: 1,
    effective_priority: 6,
    version: 5,
    created_at: submitted,
    updated_at: '2026-03-01T11:59:00.000Z',
    started_at: started,
    completed_at: ended,
    duration: 1.5,
    ...failure,
    error_type: 'retriable',
    advice: 'Look at the end of the log.',
  });
  return taskSchema.parse({
    ...summary,
    ...{ result: null, traceback: null, stdout: '', stderr: '' },
    history: [
      { from: null, to: 'pending', at: submitted, run: null, actor: 'ann', reason: 'submitted' },
      { from: 'running', to: 'failure', at: summary.updated_at, run: 1, actor: 'worker', reason: 'x' },
    ],
    runs: [
      {
        ...{ number: 1, worker: '8ab239b2-064a', host: 'box', session_id: null, cost: null },
        ...{ started_at: started, ended_at: ended },
        ...failure,
      },
    ],
    ...changes,
  });
}
