import { type Task, taskSchema } from '../../../../shared/task.ts';

export const NOW = new Date('2026-03-01T12:00:00.000Z');

/** A task that failed a minute before NOW, changed as a test needs it. */
export function aTask(changes: Partial<Task> = {}): Task {
  const run = { number: 1, worker: '8ab239b2-064a', host: 'box', session_id: null, cost: null };
  return taskSchema.parse({
    ...{ id: '019ca000-0000-7000-8000-0123456789ab', name: 'build', project_id: 'default', user_id: 'ann' },
    ...{ kind: 'command', command: 'make', args: ['-j', 'all the things'], working_dir: '/srv/app' },
    ...{ env: { API_KEY: 'hidden-value' }, pty: false, exclusive: false, priority: 5, task_type: 'normal' },
    ...{ deadline: null, timeout: 3600, confirmation_timeout: 300, max_retries: 3, retry_delay: 60 },
    ...{
      scheduled_at: null,
      depends_on: [],
      on_dependency_failure: 'wait',
      idempotency_key: null,
      limits: {},
    },
    ...{ tags: { team: 'web' }, context: {}, status: 'failure', effective_priority: 6, tier: 'normal' },
    ...{
      queue: 'normal',
      version: 5,
      created_at: '2026-03-01T11:58:00.000Z',
      duration: 1.5,
      next_try_at: null,
    },
    ...{ updated_at: '2026-03-01T11:59:00.000Z', started_at: '2026-03-01T11:58:59.000Z' },
    ...{ completed_at: '2026-03-01T11:59:00.500Z', cancel_requested_at: null, blocked_on: null },
    progress: { percentage: 0, current_step: '', total_steps: 0, details: {}, updated_at: null },
    ...{
      error_message: 'the command exited with code 2',
      error_type: 'retriable',
      error_class: 'CommandFailed',
    },
    ...{ advice: 'Look at the end of the log.', exit_code: 2, signal: null, max_memory: 3 * 1024 * 1024 },
    ...{
      max_cpu: 97.6,
      retry_count: 1,
      retry_history: [],
      session_id: null,
      num_turns: null,
      total_cost_usd: null,
      usage: null,
      permission_denials: null,
      result: null,
      traceback: null,
      stdout: '',
      stderr: '',
    },
    history: [
      {
        from: null,
        to: 'pending',
        at: '2026-03-01T11:58:00.000Z',
        run: null,
        actor: 'ann',
        reason: 'submitted',
      },
      {
        from: 'running',
        to: 'failure',
        at: '2026-03-01T11:59:00.000Z',
        run: 1,
        actor: 'worker',
        reason: 'x',
      },
    ],
    runs: [
      {
        ...run,
        ...{
          started_at: '2026-03-01T11:58:59.000Z',
          ended_at: '2026-03-01T11:59:00.500Z',
          status: 'failure',
        },
        ...{
          exit_code: 2,
          signal: null,
          error_class: 'CommandFailed',
          max_memory: 3 * 1024 * 1024,
          max_cpu: 97.6,
        },
        error_message: 'the command exited with code 2',
      },
    ],
    ...changes,
  });
}
