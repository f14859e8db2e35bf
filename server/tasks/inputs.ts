/** What people say to runs: rows until their task is cleaned up, so that each can be asked what became of it. */
import type { InputStatus, SentInput } from '#shared/taskInput.ts';
import { isFinal, type TaskState } from '#shared/taskState.ts';
import { dateFromColumn, type Statement } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { LockedTask } from './lockedTask.ts';

const INPUTS_MAX = 1000;

export interface QueuedInput {
  id: number;
  taskId: string;
  projectId: string;
  run: number;
  userId: string;
  text: string;
  /** It is for a terminal. */
  pty: boolean;
}

/** What waits for the runs that this worker holds, in the order in which it was said. */
export async function readQueuedInputs(store: Store, workerId: string): Promise<QueuedInput[]> {
  const rows = await store.query<Omit<QueuedInput, 'pty'> & { pty: number }>(
    `select i.id, i.task_id as taskId, t.project_id as projectId, t.run_number as run, i.user_id as userId, i.text,
        t.pty from run_inputs i join tasks t on t.id = i.task_id
      where t.worker_id = ? and i.status = 'queued' order by i.id limit ?`,
    [workerId, INPUTS_MAX],
  );
  return rows.map((row) => ({ ...row, pty: row.pty === 1 }));
}

/** A terminal's texts may be passwords: nobody needs to read them again. */
export async function markDelivered(
  store: Store,
  inputs: readonly Pick<QueuedInput, 'id' | 'pty'>[],
): Promise<void> {
  const secret = inputs.filter(({ pty }) => pty).map(({ id }) => id);
  await store.change({
    sql: `update run_inputs set status = 'delivered', text = if(id in (?), null, text)
      where id in (?) and status = 'queued'`,
    values: [secret.length > 0 ? secret : [0], inputs.map(({ id }) => id)],
  });
}

/** With the task's end: what has not arrived by then never will. */
export function dropInputsAtEnd({ id, kind, pty, runNumber }: LockedTask, status: TaskState): Statement[] {
  const mayHaveSome = runNumber > 0 && (kind === 'claude' || pty);
  return mayHaveSome && isFinal(status) ? [dropInputs(id)] : [];
}

export function dropInputs(taskId: string): Statement {
  return {
    sql: `update run_inputs set status = 'dropped',
        text = if((select pty from tasks where id = task_id) = 1, null, text)
      where task_id = ? and status = 'queued'`,
    values: [taskId],
  };
}

/** The latest thousand, the oldest of them first. */
export async function listInputs(store: Store, taskId: string): Promise<SentInput[]> {
  const rows = await store.query<{
    id: number;
    text: string | null;
    user_id: string;
    at: string;
    status: InputStatus;
  }>('select id, text, user_id, at, status from run_inputs where task_id = ? order by id desc limit ?', [
    taskId,
    INPUTS_MAX,
  ]);
  return rows.reverse().map(({ id, at, ...row }) => ({
    ...row,
    id: String(id),
    at: dateFromColumn(at).toISOString(),
  }));
}

/** Those that the task's end has dropped. */
export async function readDropped(store: Store, taskId: string): Promise<string[]> {
  const rows = await store.query<{ id: number }>(
    `select id from run_inputs where task_id = ? and status = 'dropped' order by id limit ?`,
    [taskId, INPUTS_MAX],
  );
  return rows.map(({ id }) => String(id));
}
