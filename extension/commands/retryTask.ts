import { type Services, signedIn } from '../services.ts';
import { chooseTask } from './chooseTask.ts';

/** Tries a failed task again, at once and with a fresh budget of retries. */
export async function retryTask(services: Services, node?: unknown): Promise<void> {
  const task = await chooseTask(services, node, 'Retry which task?', ({ status }) => status === 'failure');
  if (task) await signedIn(services).retryTask(task.id);
}
