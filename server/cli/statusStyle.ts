import type { TaskState } from '#shared/taskState.ts';
import type { Style } from './terminal.ts';

/** How each status looks: red needs a look, yellow needs an answer, what waits is quiet. */
export const statusStyle: Readonly<Record<TaskState, Style>> = {
  pending: 'dim',
  received: 'dim',
  started: 'cyan',
  running: 'cyan',
  paused: 'yellow',
  waiting_confirmation: 'yellow',
  success: 'green',
  failure: 'red',
  retry: 'yellow',
  revoked: 'dim',
  timeout: 'red',
};
