import { ConfirmationEntity, type ConfirmationRow } from '../store/confirmation.entity.ts';
import { type Statement, updateWhere } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import type { Decision } from '../tasks/change.ts';
import type { LockedTask } from '../tasks/lockedTask.ts';
import { type AskedQuestion, fingerprintOf, insertQuestion } from './askedQuestion.ts';

export type Opened =
  | { state: 'open'; id: string; expiresAt: Date }
  /** A run before this one asked the same, and the answer came when it was gone. */
  | { state: 'answered'; row: ConfirmationRow }
  /** The task is paused: ask again when it goes on. */
  | { state: 'paused' }
  /** The run isn't its worker's any more, or is over. */
  | { state: 'lost' };

/**
 * A run begins to wait for an answer: the question's row, the task's move and the event commit together. The identical
 * question of a run that was lost is taken over, with its answer if there is one. May be repeated with the same id.
 */
export async function openConfirmation(
  deps: { store: Store; transitions: Transitions },
  asked: AskedQuestion,
): Promise<Opened> {
  for (;;) {
    const earlier = await findEarlier(deps.store, asked);
    if (earlier && earlier.status !== 'pending') return { state: 'answered', row: earlier };
    const opened = await open(deps.transitions, asked, earlier);
    if (opened) return opened;
  }
}

/** The row that this question has already, written by a try whose answer was lost or by a run before this one. */
async function findEarlier(store: Store, asked: AskedQuestion): Promise<ConfirmationRow | null> {
  const { id, claim, request } = asked;
  const ofLostRun = {
    run: { $lt: claim.run },
    fingerprint: fingerprintOf(request),
    status: { $in: ['pending' as const, 'allowed' as const, 'denied' as const] },
    deliveredAt: null,
  };
  return store
    .entities()
    .findOne(
      ConfirmationEntity,
      { taskId: claim.taskId, $or: [{ id }, ofLostRun] },
      { orderBy: { requestedAt: 'asc' } },
    );
}

/** @returns undefined if the earlier question was answered in between. */
async function open(
  transitions: Transitions,
  asked: AskedQuestion,
  earlier: ConfirmationRow | null,
): Promise<Opened | undefined> {
  const { claim } = asked;
  const id = earlier?.id ?? asked.id;
  let expiresAt = new Date();
  const applied = await transitions.apply({
    taskId: claim.taskId,
    epoch: claim.epoch,
    known: claim.known,
    decide(task) {
      if (earlier && !waitsFor(task, id)) return undefined;
      const at = new Date();
      expiresAt = new Date(at.getTime() + asked.timeout * 1000);
      const write = earlier
        ? updateWhere('confirmations', { run: claim.run, expiresAt }, 'id = ?', [id])
        : insertQuestion(asked, at, { status: 'pending', expiresAt });
      return asking(task, id, write);
    },
  });
  if (applied) return { state: 'open', id, expiresAt };
  const found = claim.known.task;
  if (found?.epoch !== claim.epoch) return { state: 'lost' };
  if (earlier && !waitsFor(found, id)) return undefined;
  return { state: found.status === 'paused' ? 'paused' : 'lost' };
}

function waitsFor({ openQuestions }: LockedTask, id: string): boolean {
  return openQuestions.some((each) => each.id === id);
}

function asking(task: LockedTask, id: string, write: Statement): Decision | undefined {
  if (task.status !== 'running' && task.status !== 'waiting_confirmation') return undefined;
  return {
    path: task.status === 'running' ? ['waiting_confirmation'] : [],
    questions: [{ type: 'confirmation.requested', id, run: task.runNumber }],
    also: [write],
    actor: 'worker',
    reason: 'waits for an answer',
    run: task.runNumber,
  };
}
