import type { BlockedOn, Task } from '#shared/task.ts';
import { isFinal, type TaskState } from '#shared/taskState.ts';
import { notFound } from '../errors.ts';
import { RunEntity, type RunRow } from '../store/run.entity.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import { TaskEventEntity } from '../store/taskEvent.entity.ts';
import { blockedOnWithPosition, type WaitReader, waitsFromTheFirst } from './blockedOn.ts';
import { unmetDependencies } from './dependencies.ts';
import { newTaskWire, taskWire } from './taskWire.ts';

/** A task with its history and runs. @throws {AppError} 404 */
export async function readTask(reader: WaitReader, taskId: string): Promise<Task> {
  const { store } = reader;
  const entities = store.entities();
  const row = await entities.findOne(TaskEntity, { id: taskId });
  if (!row) throw notFound('task', taskId);
  const [runs, history, blockedOn] = await Promise.all([
    readRuns(store, taskId),
    store
      .entities()
      .find(
        TaskEventEntity,
        { taskId, type: { $in: ['task.created', 'task.status_changed'] } },
        { orderBy: { version: 'asc' } },
      ),
    blockedOnWithPosition(reader, row),
  ]);
  return taskWire(row, { blockedOn, runs, history });
}

/** A task that was stored a moment ago. Read again is at most what it waits for. */
export async function storedTask(store: Store, row: TaskRow): Promise<Task> {
  const [task] = await storedTasks(store, [row]);
  return task as Task;
}

/** In their order; see {@link storedTask}. */
export async function storedTasks(store: Store, rows: readonly TaskRow[]): Promise<Task[]> {
  const dependent = rows.filter(({ dependsOn }) => dependsOn.length > 0).map(({ id }) => id);
  const unmet = await unmetDependencies(store, dependent);
  return rows.map((row) => newTaskWire(row, waitsFromTheFirst(row, unmet.get(row.id))));
}

/** The output's ends are large, and only those of the latest run are shown. */
async function readRuns(store: Store, taskId: string): Promise<RunRow[]> {
  const runs = await store
    .entities()
    .find(
      RunEntity,
      { taskId },
      { orderBy: { number: 'asc' }, exclude: ['stdout', 'stderr'], disableIdentityMap: true },
    );
  const [latest] = await store.query<{ stdout: string | null; stderr: string | null }>(
    'select stdout, stderr from runs where task_id = ? order by number desc limit 1',
    [taskId],
  );
  return runs.map((run, index) => (index === runs.length - 1 ? { ...run, ...latest } : run) as RunRow);
}

/** Where a task stands, and whose it is. @throws {AppError} 404 */
export async function readTaskStatus(
  store: Store,
  taskId: string,
): Promise<{ status: TaskState; projectId: string }> {
  const [row] = await store.query<{ status: TaskState; project_id: string }>(
    'select status, project_id from tasks where id = ?',
    [taskId],
  );
  if (!row) throw notFound('task', taskId);
  return { status: row.status, projectId: row.project_id };
}

/** Why a task waits; null if it doesn't. @throws {AppError} 404 */
export async function readBlockedOn(reader: WaitReader, taskId: string): Promise<BlockedOn | null> {
  const row = await reader.store.entities().findOne(TaskEntity, { id: taskId });
  if (!row) throw notFound('task', taskId);
  return blockedOnWithPosition(reader, row);
}

/** Whether a task is over, for those who follow it. */
export function isOver(store: Store, taskId: string): () => Promise<boolean> {
  return async () => isFinal((await readTaskStatus(store, taskId)).status);
}
