import { rowReader } from '../store/rowReader.ts';
import type { Columns } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import type { Transitions } from './applyTransition.ts';
import { GroupCommit } from './groupCommit.ts';
import { dropInputs } from './inputs.ts';
import { startCounted } from './startRates.ts';
import { leaseHolds } from './workerLease.ts';

/** What makes a run its worker's own: each of its writes carries the epoch. */
export interface Claim {
  taskId: string;
  run: number;
  epoch: number;
  workerId: string;
}

export type ReadTask = (taskId: string) => Promise<TaskRow | undefined>;

const READ_AT_ONCE_MAX = 50;
const taskReader = rowReader<TaskRow>(TaskEntity);

/** Tasks that are claimed at the same time are read together. */
export function createReadTask(store: Store): ReadTask {
  const group = new GroupCommit<string, TaskRow | undefined>(async (ids) => {
    const found = await store.query<Columns>(
      `select ${taskReader.columns('t')} from tasks t where t.id in (?)`,
      [ids],
    );
    const rows = new Map(found.map((each) => [each.id, taskReader.row(each)]));
    return ids.map((id) => rows.get(id));
  }, READ_AT_ONCE_MAX);
  return (taskId) => group.submit(taskId);
}

/**
 * Takes an admitted task for this worker: of several who try, one gets it.
 * @param reading the task's row, read beside the claim.
 * @returns undefined if the task is no longer there to be taken; `isOld` if it was changed between reading and claim.
 */
export async function claimRun(
  transitions: Transitions,
  taskId: string,
  reading: Promise<TaskRow | undefined>,
  worker: { id: string; host: string },
): Promise<{ claim: Claim; task: TaskRow; isOld: boolean } | undefined> {
  let run = 0;
  const claiming = transitions.apply({
    taskId,
    onlyIf: leaseHolds(worker.id),
    decide(task) {
      if (task.status !== 'received' || task.held || task.queuePaused) return undefined;
      run = task.runNumber + 1;
      return {
        path: ['started'],
        columns: { progress: null, runNumber: run, workerId: worker.id },
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
  const [task, applied] = await Promise.all([reading, claiming]);
  if (!task || !applied) return undefined;
  const claim = { taskId, run, epoch: applied.epoch, workerId: worker.id };
  return { claim, task, isOld: task.version !== applied.task.version };
}

function newRun(taskId: string, number: number, worker: { id: string; host: string }) {
  return { taskId, number, workerId: worker.id, host: worker.host, startedAt: new Date(), status: 'started' };
}
