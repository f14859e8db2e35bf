/** Follows a task on the terminal. */
import type { Task } from '#shared/task.ts';
import type { ApiClient } from './apiClient.ts';
import { followLog } from './followLog.ts';
import type { Answer } from './httpClient.ts';
import { printLogLine } from './printLog.ts';
import { reportWaiting } from './reportWaiting.ts';
import { aside, print } from './terminal.ts';

export interface FollowToEndOptions {
  after?: number;
  /** Print each line as the server's JSON. */
  json?: boolean;
  /** Print no lines. */
  silent?: boolean;
}

/** Prints the lines of a task as they come, and why it waits meanwhile; answers the task when it is over. */
export async function followToEnd(
  client: ApiClient,
  taskId: string,
  { after = 0, json = false, silent = false }: FollowToEndOptions,
): Promise<Answer<Task>> {
  const waiting = reportWaiting(client, taskId, aside);
  const onAway = (error: unknown) => aside(`${firstLine(error)} Waiting for it to come back…`);
  const onBack = () => aside('The server is back.');
  try {
    for await (const followed of followLog(client, taskId, { after, onAway, onBack })) {
      if (silent) continue;
      if (json) print(followed.json);
      else printLogLine(followed.line);
    }
  } finally {
    waiting.stop();
  }
  return client.readTask(taskId);
}

function firstLine(error: unknown): string {
  return String((error as Error).message).split('\n', 1)[0] ?? '';
}
