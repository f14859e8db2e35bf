/** What a change makes of a task's open questions: they are withdrawn when the task ends, or the run that asked. */
import { hasLiveRun, isFinal } from '#shared/taskState.ts';
import type { Statement } from '../store/sql.ts';
import type { Decision } from './change.ts';
import type { LockedTask } from './lockedTask.ts';
import type { OpenQuestion } from './openQuestions.ts';

export function openQuestionsAfter(task: LockedTask, { questions = [] }: Decision): readonly OpenQuestion[] {
  if (questions.length === 0) return task.openQuestions;
  const changed = new Set(questions.map(({ id }) => id));
  const asked = questions.filter(({ type }) => type === 'confirmation.requested');
  return [
    ...task.openQuestions.filter(({ id }) => !changed.has(id)),
    ...asked.map(({ id, run }) => ({ id, run })),
  ];
}

/** Whether the present run waits for another answer than this one. */
export function waitsForOthers(task: LockedTask, exceptId: string): boolean {
  return task.openQuestions.some(({ id, run }) => id !== exceptId && run === task.runNumber);
}

/** The same decision; where it ends the task, or a run of which nothing is taken over, nobody is asked any more. */
export function withdrawnAtEnd(task: LockedTask, decision: Decision, at: Date): Decision {
  const status = decision.path.at(-1);
  if (status === undefined || task.openQuestions.length === 0) return decision;
  const runEnds = hasLiveRun(task.status) && !hasLiveRun(status) && !decision.keepsQuestions;
  if (!isFinal(status) && !runEnds) return decision;
  const withdraw: Statement = {
    sql: `update confirmations set status = 'withdrawn', answered_at = ?, delivered_at = ?, reason = ?
      where task_id = ? and status = 'pending'`,
    values: [at, at, isFinal(status) ? `the task is over: ${status}` : 'its run has ended', task.id],
  };
  const questions = task.openQuestions.map((open) => ({ ...open, type: 'confirmation.answered' as const }));
  return { ...decision, also: [...(decision.also ?? []), withdraw], questions };
}
