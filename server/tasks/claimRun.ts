import { rowReader } from '../store/rowReader.ts';
import type { Columns } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import type { Transitions } from './applyTransition.ts';
import { GroupCommit } from './groupCommit.ts';
import { dropInputs } from './inputs.ts';
import { KnownTask } from './knownTask.ts';
import { untriedTask } from './lockedTask.ts';
import { startCounted } from './startRates.ts';
import { leaseHolds } from './workerLease.ts';

/** What makes a run its worker's own: each of its writes carries the epoch. */
export interface Claim {
  taskId: string;
  run: number;
  epoch: number;
  workerId: string;
  /** The task as the run wrote it last. */
  known: KnownTask;
}

export interface FoundTask extends TaskRow {
  /** Others wait for its end. */
  awaited: boolean;
}

export type ReadTask = (taskId: string) => Promise<FoundTask | undefined>;

const READ_AT_ONCE_MAX = 50;
const taskReader = rowReader<TaskRow>(TaskEntity);
const AWAITED = 'select 1 from task_dependencies d where d.depends_on_id = t.id and d.satisfied = 0';

/** Tasks that are claimed at the same time are read together. */
export function createReadTask(store: Store): ReadTask {
  const group = new GroupCommit<string, FoundTask | undefined>(async (ids) => {
    const found = await store.query<Columns & { awaited: number }>(
      `select ${taskReader.columns('t')}, exists (${AWAITED}) as awaited from tasks t where t.id in (?)`,
      [ids],
    );
    const rows = new Map(
      found.map((each) => [each.id, Object.assign(taskReader.row(each), { awaited: each.awaited === 1 })]),
    );
    return ids.map((id) => rows.get(id));
  }, READ_AT_ONCE_MAX);
  return (taskId) => group.submit(taskId);
}

/**
 * Takes an admitted task for this worker: of several who try, one gets it.
 * @param reading the task's row.
 * @returns undefined if the task is no longer there to be taken; `isOld` if it was changed between reading and claim.
 * @throws what `reading` does.
 */
export async function claimRun(
  transitions: Transitions,
  taskId: string,
  reading: Promise<FoundTask | undefined>,
  worker: { id: string; host: string },
): Promise<{ claim: Claim; task: TaskRow; isOld: boolean } | undefined> {
  const read = await reading;
  if (!read) return undefined;
  const known = new KnownTask(untriedTask(read), read.awaited);
  const applied = await transitions.apply({
    taskId,
    known,
    onlyIf: leaseHolds(worker.id),
    decide(task) {
      if (task.status !== 'received' || task.held || task.queuePaused) return undefined;
      const run = task.runNumber + 1;
      return {
        path: ['started'],
        columns: { runNumber: run, workerId: worker.id, ...(run > 1 ? { progress: null } : {}) },
        raiseEpoch: true,
        newRun: newRun(taskId, run, worker),
        also: [
          // What was typed into the terminal of a lost run was not meant for this one.
          ...(run > 1 && task.pty ? [dropInputs(taskId)] : []),
          ...startCounted(task.kind, task.projectId),
        ],
        actor: `worker ${worker.host}`,
        reason: 'claimed',
        run,
      };
    },
  });
  if (!applied) return undefined;
  const { task, epoch } = applied;
  const claim = { taskId, run: task.runNumber + 1, epoch, workerId: worker.id, known };
  return { claim, task: read, isOld: read.version !== task.version };
}

function newRun(taskId: string, number: number, worker: { id: string; host: string }) {
  return { taskId, number, workerId: worker.id, host: worker.host, startedAt: new Date(), status: 'started' };
}
