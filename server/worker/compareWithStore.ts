import type { Store } from '../store/store.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { handBackChange } from '../tasks/handBackTask.ts';
import { readLineStarts } from '../tasks/placeInLine.ts';
import { tasksHeldBy } from '../tasks/workerLease.ts';
import type { AnswerInbox } from './answerInbox.ts';
import type { InputInbox } from './inputInbox.ts';
import type { SlotPool } from './slotPool.ts';

/**
 * Does what the store says of a worker's runs: cancels, answers, people's messages and pauses whose message was lost. Claims
 * that were stored, though the answer never came, are given back.
 */
export async function compareWithStore(
  deps: { store: Store; transitions: Transitions; pool: SlotPool; answers: AnswerInbox; inputs: InputInbox },
  workerId: string,
): Promise<void> {
  const { store, transitions, pool, answers, inputs } = deps;
  await answers.look();
  const held = await tasksHeldBy(store, workerId);
  const running = new Set(pool.activeTaskIds);
  for (const { taskId, status, cancelRequested } of held) {
    pool.setPaused(taskId, status === 'paused');
    if (cancelRequested) pool.abort(taskId, 'cancelled');
  }
  await inputs.look((taskId, text) => pool.send(taskId, text));
  const strays = held.filter(({ taskId }) => !running.has(taskId));
  if (strays.length === 0) return;
  const lines = await readLineStarts(store);
  await transitions.applyAll(strays.map((stray) => handBackChange(stray, workerId, lines)));
}
