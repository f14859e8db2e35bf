import { hasLiveRun, statesWhere, type TaskState } from '#shared/taskState.ts';
import type { Columns } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import type { Change } from './change.ts';
import { failureDecision, type RunFailure } from './failRun.ts';
import { type LineStarts, readLineStarts } from './placeInLine.ts';

const RECOVERED_AT_ONCE = 200;

/** The rest of the work goes back to the queue; see the advice. */
const workerLost: RunFailure = {
  errorClass: 'WorkerLost',
  message: 'the worker that ran this was lost',
  advice: 'Nothing to do: the task runs again by itself while retries are left.',
};

/** What the task still says of a run before it is not to be taken for this one's. */
const nothingMeasured: Columns = {
  duration: null,
  exitCode: null,
  signal: null,
  maxMemory: null,
  maxCpu: null,
};

/**
 * Takes runs away from workers that are lost or stopped: tried again, or revoked where that was asked for.
 * Safe to repeat and to run beside itself.
 * @returns the tasks that were moved, and where to.
 */
export async function recoverLostRuns(deps: {
  store: Store;
  transitions: Transitions;
}): Promise<{ taskId: string; status: TaskState }[]> {
  const rows = await deps.store.query<{ id: string; worker_id: string }>(
    `select t.id, t.worker_id from tasks t join workers w on w.id = t.worker_id
      where w.status in ('lost', 'stopped') and t.status in (?) limit ?`,
    [statesWhere(hasLiveRun), RECOVERED_AT_ONCE],
  );
  if (rows.length === 0) return [];
  const lines = await readLineStarts(deps.store);
  const unheard = await readUnheard(
    deps.store,
    rows.map(({ id }) => id),
  );
  const applied = await deps.transitions.applyAll(
    rows.map(({ id, worker_id }) => recovery(id, worker_id, { lines, waitedForPerson: unheard.has(id) })),
  );
  return applied.flatMap((each) => (each ? [{ taskId: each.task.id, status: each.status }] : []));
}

/** Tasks with an answer that their run never heard: it still waited for a person when its worker was lost. */
async function readUnheard(store: Store, taskIds: readonly string[]): Promise<Set<string>> {
  const rows = await store.query<{ task_id: string }>(
    `select c.task_id from confirmations c join tasks t on t.id = c.task_id and t.run_number = c.run
      where c.task_id in (?) and c.status in ('allowed', 'denied') and c.delivered_at is null`,
    [taskIds],
  );
  return new Set(rows.map(({ task_id }) => task_id));
}

function recovery(
  taskId: string,
  workerId: string,
  { lines, waitedForPerson }: { lines: LineStarts; waitedForPerson: boolean },
): Change {
  return {
    taskId,
    decide(task) {
      if (task.workerId !== workerId || !hasLiveRun(task.status)) return undefined;
      const at = new Date();
      const actor = 'reconciler';
      if (!task.cancelRequestedAt) {
        const runColumns = endOfLost(at, 'failure');
        const end = { columns: nothingMeasured, runColumns, actor, lines, waitedForPerson };
        return failureDecision(task, workerLost, at, end);
      }
      return {
        path: ['revoked'],
        columns: { ...nothingMeasured, completedAt: at, workerId: null },
        raiseEpoch: true,
        runColumns: endOfLost(at, 'revoked'),
        actor,
        reason: 'cancelled; its worker was lost',
        run: task.runNumber,
      };
    },
  };
}

function endOfLost(at: Date, status: 'failure' | 'revoked'): Columns {
  const { errorClass, message } = workerLost;
  return { endedAt: at, status, errorClass, errorMessage: message };
}
