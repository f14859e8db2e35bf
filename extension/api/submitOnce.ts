/** Submits a batch so that trying again after a lost answer makes no second copy. */
import { createHash, randomUUID } from 'node:crypto';
import type { TaskFileInput } from '#shared/taskFile.ts';
import { uuidV7From } from '#shared/uuidV7.ts';
import { mayPass, ProblemError } from './apiError.ts';
import type { RestClient } from './restClient.ts';

type Tasks = NonNullable<TaskFileInput['tasks']>;

/** Batches whose fate is unknown, by server and content: the same again is sent with the same ids. */
const undecided = new Map<string, Tasks>();
/** Batches that are on their way. */
const running = new Map<string, Promise<Submitted>>();

export interface Submitted {
  count: number;
  /** They were there from a try before, whose answer was lost. */
  already: boolean;
}

/** Of the same batch, one at a time: a second click gets the answer of the first. */
export function submitOnce(client: RestClient, tasks: Tasks): Promise<Submitted> {
  const key = createHash('sha256')
    .update(JSON.stringify([client.access.url, tasks]))
    .digest('hex');
  const known = running.get(key);
  if (known) return known;
  const submitted = submit(client, tasks, key).finally(() => running.delete(key));
  running.set(key, submitted);
  return submitted;
}

async function submit(client: RestClient, tasks: Tasks, key: string): Promise<Submitted> {
  const before = undecided.get(key);
  const withIds = before ?? tasks.map((task) => ({ ...task, id: task.id ?? uuidV7(Date.now()) }));
  try {
    await client.submitBatch(withIds);
    undecided.delete(key);
    return { count: withIds.length, already: false };
  } catch (error) {
    const taken = error instanceof ProblemError && error.problem.code === 'batch.taken';
    if (mayPass(error)) undecided.set(key, withIds);
    else undecided.delete(key);
    if (taken && before) return { count: withIds.length, already: true };
    throw error;
  }
}

function uuidV7(timeMs: number): string {
  return uuidV7From(timeMs, randomUUID());
}
