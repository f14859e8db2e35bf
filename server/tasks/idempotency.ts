/** A submit that is sent again, because its answer was lost, finds the task that it made. */
import { createHash } from 'node:crypto';
import type { TaskDefinition } from '#shared/taskDefinition.ts';
import { AppError } from '../errors.ts';
import { IdempotencyKeyEntity, type IdempotencyKeyRow } from '../store/idempotencyKey.entity.ts';
import type { Store } from '../store/store.ts';

const KEPT_MS = 24 * 3_600_000;

/** The row that keeps a key for its task. */
export function keyRow(
  definition: TaskDefinition,
  owner: { taskId: string; userId: string; createdAt: Date },
): IdempotencyKeyRow | undefined {
  const idempotencyKey = definition.idempotency_key;
  if (idempotencyKey === undefined) return undefined;
  return { ...owner, idempotencyKey, bodyHash: hashOf(definition) } as IdempotencyKeyRow;
}

/**
 * The task that the key stands for already. A key that is too old is forgotten.
 * @throws {AppError} 409 if the key was used for another body.
 */
export async function findReplay(store: Store, row: IdempotencyKeyRow): Promise<string | undefined> {
  const { userId, idempotencyKey, bodyHash } = row;
  const entities = store.entities();
  const known = await entities.findOne(IdempotencyKeyEntity, { userId, idempotencyKey });
  if (!known) return undefined;
  if (known.createdAt.getTime() < Date.now() - KEPT_MS) {
    await entities.nativeDelete(IdempotencyKeyEntity, { userId, idempotencyKey, createdAt: known.createdAt });
    return undefined;
  }
  if (known.bodyHash === bodyHash) return known.taskId;
  throw new AppError({
    code: 'task.idempotency_conflict',
    message: `The key ${idempotencyKey} was used for another task within the last 24 hours: ${known.taskId}.`,
    status: 409,
    extra: { task_id: known.taskId },
  });
}

/** The same for the same content, whatever the order of the keys. */
function hashOf(definition: TaskDefinition): string {
  const text = JSON.stringify(definition, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('hex');
}
