/** A task's questions that wait for an answer, as they are read with its locked row. */
import type { Statement } from '../store/sql.ts';

export interface OpenQuestion {
  id: string;
  /** The run that asked it. */
  run: number;
}

/** `answered` means that it waits no longer, for whatever reason. */
export interface QuestionChange extends OpenQuestion {
  type: 'confirmation.requested' | 'confirmation.answered';
}

export interface OpenQuestionColumns {
  id: string;
  task_id: string;
  run: number;
}

/** Read behind the tasks' locks, under which every question of theirs is changed. */
export function readOpenQuestions(taskIds: readonly string[]): Statement {
  return {
    sql: `select id, task_id, run from confirmations where task_id in (?) and status = 'pending'`,
    values: [[...new Set(taskIds)]],
  };
}

export function openQuestionsByTask(
  rows: readonly OpenQuestionColumns[],
): ReadonlyMap<string, OpenQuestion[]> {
  const byTask = new Map<string, OpenQuestion[]>();
  for (const { task_id, id, run } of rows) {
    const known = byTask.get(task_id);
    if (known) known.push({ id, run });
    else byTask.set(task_id, [{ id, run }]);
  }
  return byTask;
}
