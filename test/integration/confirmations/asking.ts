/** Tasks that ask, and people who answer. */
import { fileURLToPath } from 'node:url';
import type { ConfirmationRequest } from '../../../server/executors/executor.ts';
import type { Confirmation, ConfirmationAnswer, ConfirmationList } from '../../../shared/confirmation.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { Task } from '../../../shared/task.ts';
import type { TaskDefinitionInput } from '../../../shared/taskDefinition.ts';
import type { ApiClient } from '../../support/apiClient.ts';
import { eventually } from '../../support/eventually.ts';
import type { RoleProcess } from '../../support/roleProcess.ts';
import type { Switchyard } from '../../support/startSwitchyard.ts';

const ASKING_WORKER = fileURLToPath(new URL('../../support/askingWorker.ts', import.meta.url));

export function startAskingWorker(
  switchyard: Switchyard,
  env: Record<string, string> = {},
): Promise<RoleProcess> {
  return switchyard.start('worker', env, ASKING_WORKER);
}

export const bash = (command: string): ConfirmationRequest => ({
  kind: 'permission',
  title: 'Run a command',
  detail: command,
  tool: 'Bash',
  input: { command },
});

/** Submits a task that asks all of these at once. */
export function submitAsking(
  api: ApiClient,
  ask: ConfirmationRequest[],
  more: Partial<TaskDefinitionInput> = {},
): Promise<Task> {
  return api.submit({ command: 'true', ...more, context: { ...(more.context as object), ask } as never });
}

export async function confirmationsOf(api: ApiClient, taskId: string, query = ''): Promise<Confirmation[]> {
  const { body } = await api.request<ConfirmationList>('GET', `/confirmations?task_id=${taskId}${query}`);
  return body.items;
}

/** Waits until so many questions of the task are open; the oldest first. */
export function openQuestions(api: ApiClient, taskId: string, count = 1): Promise<Confirmation[]> {
  return eventually(
    async () => {
      const open = await confirmationsOf(api, taskId, '&status=pending');
      if (open.length !== count) throw new Error(`${open.length} of ${count} questions are open`);
      return open.reverse();
    },
    { timeoutMs: 30_000 },
  );
}

export function answer(api: ApiClient, id: string, given: ConfirmationAnswer) {
  return api.request<Confirmation & Omit<Problem, 'status'>>('POST', `/confirmations/${id}/answer`, given);
}

/** What the run heard, in the order of its questions. */
export async function replies(api: ApiClient, taskId: string): Promise<unknown[]> {
  const printed = (await api.allLines(taskId)).filter(({ stream }) => stream === 'stdout');
  return printed.map(({ text }) => JSON.parse(text) as unknown);
}

export const moves = (task: Task) => task.history.map(({ to }) => to);
