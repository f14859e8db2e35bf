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
 * The task that the key of this definition stands for already; undefined without one. A key that is too old is forgotten.
 * @throws {AppError} 409 if the key was used for another body.
 */
export async function findReplay(
  store: Store,
  userId: string,
  definition: TaskDefinition,
): Promise<string | undefined> {
  const [taskId] = await findReplays(store, userId, [definition]);
  return taskId;
}

/** As {@link findReplay}, for definitions of one user, in their order. */
export async function findReplays(
  store: Store,
  userId: string,
  definitions: readonly TaskDefinition[],
): Promise<(string | undefined)[]> {
  const wanted = definitions.flatMap(({ idempotency_key }) => idempotency_key ?? []);
  if (wanted.length === 0) return definitions.map(() => undefined);
  const entities = store.entities();
  const rows = await entities.find(IdempotencyKeyEntity, { userId, idempotencyKey: { $in: wanted } });
  const known = new Map(rows.map((row) => [row.idempotencyKey, row]));
  const taskIds: (string | undefined)[] = [];
  for (const definition of definitions) {
    const row = known.get(definition.idempotency_key ?? '');
    const tooOld = row && row.createdAt.getTime() < Date.now() - KEPT_MS;
    if (tooOld) {
      const { idempotencyKey, createdAt } = row;
      await entities.nativeDelete(IdempotencyKeyEntity, { userId, idempotencyKey, createdAt });
    } else if (row && row.bodyHash !== hashOf(definition)) throw usedForAnother(row);
    taskIds.push(tooOld ? undefined : row?.taskId);
  }
  return taskIds;
}

function usedForAnother({ idempotencyKey, taskId }: IdempotencyKeyRow): AppError {
  return new AppError({
    code: 'task.idempotency_conflict',
    message: `The key ${idempotencyKey} was used for another task within the last 24 hours: ${taskId}.`,
    status: 409,
    extra: { task_id: taskId },
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
