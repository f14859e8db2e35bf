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
    const task = await readOrNothing(client, taskId);
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

async function readOrNothing(client: ApiClient, taskId: string): Promise<Task | undefined> {
  try {
    return (await client.readTask(taskId)).read();
  } catch {
    return undefined;
  }
}

/** `key` stays the same while only the countdown and the place in the line move. */
export function waitingWords(task: Task, now = new Date()): { key: string; text: string } | undefined {
  const blocked = task.blocked_on;
  if (!blocked) return undefined;
  const words = waitInWords(blocked, now);
  const failed = blocked.reason === 'retry_delay' && task.error_message !== null;
  return {
    key: `${task.runs.length} ${blocked.reason} ${blocked.next_try_at}`,
    text: failed
      ? `Run ${task.runs.length} failed: ${task.error_message}. Waiting: ${words}`
      : `Waiting: ${words}`,
  };
}
