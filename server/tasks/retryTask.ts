import { effectivePriority } from '#shared/priority.ts';
import type { Columns } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity } from '../store/task.entity.ts';
import type { Transitions } from './applyTransition.ts';
import { illegalTransition } from './cancelTask.ts';
import type { Change } from './change.ts';
import { ownPlace } from './ownPlace.ts';
import type { Projects } from './projects.ts';
import { readTaskStatus } from './readTask.ts';
import type { Signals } from './signals.ts';
import type { Caller } from './submitTask.ts';

export interface RetryDeps {
  store: Store;
  transitions: Transitions;
  projects: Pick<Projects, 'find'>;
  signals: Signals;
}

/**
 * Tries a failed task again, without delay and with a fresh budget of retries.
 * @throws {AppError} 404, or 409 `task.illegal_transition` from any state but `failure`.
 */
export async function retryTask(deps: RetryDeps, taskId: string, caller: Caller): Promise<void> {
  const changes = await retryChanges(deps, [taskId], caller.userId, 'retried by hand');
  const [applied] = await deps.transitions.applyAll(changes);
  if (applied) return deps.signals.wakeDispatcher();
  const { status } = await readTaskStatus(deps.store, taskId);
  throw illegalTransition(taskId, status, 'retried');
}

/**
 * From `failure`, and only from there, to a retry that is due now.
 * @returns one for each of the tasks, in their order.
 */
export async function retryChanges(
  deps: Pick<RetryDeps, 'store' | 'projects'>,
  taskIds: readonly string[],
  actor: string,
  reason: string,
): Promise<Change[]> {
  const places = await placesNow(deps, taskIds);
  return taskIds.map((taskId) => ({
    taskId,
    decide(task) {
      if (task.status !== 'failure') return undefined;
      const at = new Date();
      return {
        path: ['retry'],
        columns: {
          ...{ retryCount: 0, nextTryAt: at, readyAt: at, completedAt: null, cancelRequestedAt: null },
          ...places.get(taskId),
        },
        actor,
        reason,
      };
    },
  }));
}

/** Their priorities as of now: nobody kept them up to date while the tasks were over. */
async function placesNow(
  { store, projects }: Pick<RetryDeps, 'store' | 'projects'>,
  taskIds: readonly string[],
): Promise<Map<string, Columns>> {
  const now = new Date();
  const rows = await store
    .entities()
    .find(TaskEntity, { id: { $in: [...taskIds] }, status: 'failure' }, { fields: [...FIELDS] });
  const places = new Map<string, Columns>();
  for (const { id, kind, projectId, priority, taskType, deadline } of rows) {
    const projectPriority = (await projects.find(projectId))?.priority ?? 5;
    const effective = effectivePriority(
      { priority, projectPriority, taskType, deadline: deadline ?? null },
      now,
    );
    places.set(id, { effectivePriority: effective, ...ownPlace(kind, effective) });
  }
  return places;
}

const FIELDS = ['id', 'kind', 'projectId', 'priority', 'taskType', 'deadline'] as const;
