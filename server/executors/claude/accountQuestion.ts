/** A wall that no waiting takes away: people are asked about the account, and the conversation goes on if they say so. */
import { ACCOUNT_TOOL } from '../../tasks/accountQuestions.ts';
import { type AccountWall, waitsForQuestion } from '../../tasks/failRun.ts';
import type { ConfirmationReply, ConfirmationRequest, LastEvent } from '../executor.ts';

/** People who can change a contract are seldom there at once. */
const ANSWER_SECONDS = 7 * 86_400;

type ErrorEvent = Extract<LastEvent, { type: 'error' }>;
type AtWall = ErrorEvent & { failure: { wall: AccountWall } };

/** Whether a process ended because of what pays for it. */
export function isAtWall(event: LastEvent): event is AtWall {
  return event.type === 'error' && event.failure.wall !== undefined;
}

export function accountQuestion({ failure }: AtWall): ConfirmationRequest {
  const { wrong, model } = failure.wall;
  return {
    kind: 'account',
    title: wrong,
    detail: failure.message,
    tool: ACCOUNT_TOOL,
    input: { model },
    timeout: ANSWER_SECONDS,
    model,
  };
}

/** The end of a run that isn't to try again: given up, or waiting for the same question of another run. */
export function givenUp(end: AtWall, { waitsFor }: ConfirmationReply): LastEvent {
  if (waitsFor === undefined) return end;
  return { ...end, failure: waitsForQuestion(waitsFor, end.failure.message) };
}
