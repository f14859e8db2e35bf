/** While a task is followed and prints nothing: why. */
import type { Task } from '#shared/task.ts';
import type { ApiClient } from './apiClient.ts';
import { waitInWords } from './taskReport.ts';

const LOOK_EVERY_MS = 2000;

/** Says each new reason to wait once, and before a retry what went wrong. Errors are the follower's to tell. */
export function reportWaiting(
  client: ApiClient,
  taskId: string,
  say: (text: string) => void,
): { stop(): void } {
  let said = '';
  let stopped = false;
  const look = async () => {
    const task = await client.readTask(taskId).then(
      (answer) => answer.read(),
      () => undefined,
    );
    if (stopped || !task) return;
    const words = waitingWords(task);
    if (words !== undefined && words.key !== said) say(words.text);
    said = words?.key ?? '';
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_EVERY_MS);
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/** `key` stays the same while only the countdown and the place in the line move. */
export function waitingWords(task: Task, now = new Date()): { key: string; text: string } | undefined {
  const blocked = task.blocked_on;
  if (!blocked) return undefined;
  const failed =
    task.status === 'retry' && task.error_message !== null
      ? `Run ${task.runs.length} failed: ${task.error_message}. `
      : '';
  return {
    key: `${task.runs.length} ${blocked.reason} ${blocked.next_try_at}`,
    text: `${failed}Task ${task.status === 'retry' ? 'is tried again' : 'waits'}: ${waitInWords(blocked, now)}`,
  };
}
