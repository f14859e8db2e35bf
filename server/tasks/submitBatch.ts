/** Many tasks at once, all or none, that may depend on each other by ref. */
import type { FieldError } from '#shared/problem.ts';
import type { BatchTask, TaskDefinition } from '#shared/taskDefinition.ts';
import type { TaskBatch } from '#shared/taskGraph.ts';
import { AppError, invalidFields } from '../errors.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { findReplays } from './idempotency.ts';
import {
  announceTasks,
  type Caller,
  type NewTask,
  prepareTask,
  type SubmitDeps,
  storeTasks,
} from './submitTask.ts';

export interface StoredBatch {
  /** In the order in which they were given. */
  taskIds: string[];
  /** The rows as they were stored; undefined for a replay of idempotency keys: the tasks are what they are by now. */
  created: TaskRow[] | undefined;
  /** Each ref and the id of its task. */
  refs: Record<string, string>;
}

/** @throws {AppError} 422 with the path of each bad field, cycles included; 409 for an id or a key that is taken. */
export async function submitBatch(
  deps: SubmitDeps,
  { tasks }: TaskBatch,
  caller: Caller,
): Promise<StoredBatch> {
  refuseRepeated(tasks);
  const before = await replayOf(deps, tasks, caller);
  if (before) return before;
  const prepared = await prepareAll(deps, tasks, caller);
  const taskIds = prepared.map(({ task }) => task.id);
  const refs = refsOf(tasks, taskIds);
  for (const { task } of prepared) task.dependsOn = task.dependsOn.map((each) => refs[each] ?? each);
  refuseCycles(prepared.map(({ task }) => task));
  try {
    await storeTasks(deps.store, prepared, true);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ER_DUP_ENTRY') throw error;
    // The same batch may have come at the same time.
    const meanwhile = await replayOf(deps, tasks, caller);
    if (meanwhile) return meanwhile;
    throw taken();
  }
  announceTasks(deps, prepared);
  return { taskIds, created: prepared.map(({ task }) => task), refs };
}

/**
 * What a batch of which every task has a key made the first time; undefined if none of the keys was used before. Asked
 * before anything else: what is allowed may have changed since.
 */
async function replayOf(
  { store }: SubmitDeps,
  tasks: readonly BatchTask[],
  caller: Caller,
): Promise<StoredBatch | undefined> {
  const replays = await findReplays(
    store,
    caller.userId,
    tasks.map(({ ref, ...definition }) => definition as TaskDefinition),
  );
  const taskIds = replays.filter((id) => id !== undefined);
  if (taskIds.length === 0) return undefined;
  if (taskIds.length < tasks.length) throw taken(taskIds);
  return { taskIds, created: undefined, refs: refsOf(tasks, taskIds) };
}

/** @param taskIds those that the keys stand for. */
function taken(taskIds: readonly string[] = []): AppError {
  return new AppError({
    code: 'batch.taken',
    message: 'An id or an idempotency key of the batch is taken already; nothing was submitted.',
    status: 409,
    ...(taskIds.length > 0 ? { extra: { task_ids: taskIds } } : {}),
  });
}

async function prepareAll(deps: SubmitDeps, tasks: readonly BatchTask[], caller: Caller): Promise<NewTask[]> {
  const errors: FieldError[] = [];
  const prepared: NewTask[] = [];
  for (const [index, { ref, ...definition }] of tasks.entries()) {
    try {
      prepared.push(await prepareTask(deps, definition as TaskDefinition, caller));
    } catch (error) {
      if (!(error instanceof AppError) || !error.errors) throw error;
      errors.push(...error.errors.map(({ path, message }) => ({ path: `tasks[${index}].${path}`, message })));
    }
  }
  if (errors.length > 0) throw invalidFields(errors);
  return prepared;
}

const repeated = {
  ref: (name: string) => `another task has the ref ${name}`,
  id: (name: string) => `another task has the id ${name}`,
  idempotency_key: (name: string) => `another task has the idempotency key ${name}`,
};

/** What names a task must not name another one of the batch. */
function refuseRepeated(tasks: readonly BatchTask[]): void {
  const errors = (['ref', 'id', 'idempotency_key'] as const).flatMap((field) => {
    const seen = new Set<string>();
    return tasks.flatMap(({ [field]: name }, index) => {
      if (name === undefined) return [];
      if (seen.has(name)) return [{ path: `tasks[${index}].${field}`, message: repeated[field](name) }];
      seen.add(name);
      return [];
    });
  });
  if (errors.length > 0) throw invalidFields(errors);
}

function refsOf(tasks: readonly BatchTask[], taskIds: readonly string[]): Record<string, string> {
  const refs: Record<string, string> = Object.create(null);
  for (const [index, { ref }] of tasks.entries()) if (ref !== undefined) refs[ref] = taskIds[index] as string;
  return refs;
}

/** Takes away tasks that wait for none of the rest, until nothing is left but the cycles. */
function refuseCycles(tasks: readonly TaskRow[]): void {
  const left = new Map(tasks.map((task) => [task.id, task]));
  const dependents = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const { id, dependsOn } of tasks) {
    const inside = dependsOn.filter((parent) => left.has(parent));
    open.set(id, inside.length);
    for (const parent of inside) dependents.set(parent, [...(dependents.get(parent) ?? []), id]);
  }
  const free = [...left.keys()].filter((id) => open.get(id) === 0);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    left.delete(id);
    for (const child of dependents.get(id) ?? []) {
      const count = (open.get(child) ?? 0) - 1;
      open.set(child, count);
      if (count === 0) free.push(child);
    }
  }
  if (left.size === 0) return;
  const names = [...left.values()].slice(0, 5).map(({ name }) => name);
  const message = `these tasks wait for each other in a circle: ${names.join(', ')}`;
  const first = tasks.findIndex(({ id }) => left.has(id));
  throw invalidFields([{ path: `tasks[${first}].depends_on`, message }]);
}
