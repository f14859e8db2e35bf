/** Submits a task so that trying again after a lost answer finds the first one. */
import { randomUUID } from 'node:crypto';
import type { Task } from '#shared/task.ts';
import type { TaskDefinitionInput } from '#shared/taskDefinition.ts';
import { mayPass, ProblemError } from './apiError.ts';
import type { RestClient } from './restClient.ts';

/** More submits than this, whose fate is unknown, nobody tries again. */
const UNDECIDED_MAX = 100;

/** Idempotency keys of submits whose fate is unknown, by server and content, the latest last. */
const undecided = new Map<string, string>();

/** The same again gets the same key, until it is known what became of it; then it is another task. */
export async function submitTaskOnce(client: RestClient, definition: TaskDefinitionInput): Promise<Task> {
  const content = JSON.stringify([client.access.url, definition], inOrder);
  const idempotency_key = undecided.get(content) ?? randomUUID();
  keep(content, idempotency_key);
  try {
    const task = await client.submitTask({ ...definition, idempotency_key });
    undecided.delete(content);
    return task;
  } catch (error) {
    if (error instanceof ProblemError && !mayPass(error)) undecided.delete(content);
    throw error;
  }
}

function keep(content: string, key: string): void {
  undecided.delete(content);
  undecided.set(content, key);
  const [oldest] = undecided.keys();
  if (undecided.size > UNDECIDED_MAX && oldest !== undefined) undecided.delete(oldest);
}

/** What was kept meanwhile may have its fields in another order. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
