/** A wall that no waiting takes away: people are asked about the account, and the conversation goes on if they say so. */
import { ACCOUNT_TOOL } from '../../tasks/accountQuestions.ts';
import { type AccountWall, waitsForQuestion } from '../../tasks/failRun.ts';
import type { ConfirmationReply, RunContext, RunEvent, SessionFigures } from '../executor.ts';
import type { SessionPlan } from './sessionPlan.ts';

/** People who can change a contract are seldom there at once. */
const ANSWER_SECONDS = 7 * 86_400;

/** Events of a process, and whether the CLI had no such conversation; see `Conversation.run`. */
type Talk = AsyncGenerator<RunEvent, boolean>;
type ErrorEvent = Extract<RunEvent, { type: 'error' }>;
type AtWall = ErrorEvent & { failure: { wall: AccountWall } };

/**
 * Talks until it ends otherwise than at such a wall. While the question is open no process is there; allowed, another
 * one goes on with the interrupted turn.
 * @param talk starts a process; `before` is what this run's earlier ones came to.
 */
export async function* askAtWalls(
  { signal }: Pick<RunContext, 'signal'>,
  session: SessionPlan,
  talk: (session: SessionPlan, before: SessionFigures | undefined) => Talk,
): Talk {
  let before: SessionFigures | undefined;
  for (let plan = session; ; plan = { id: session.id, resume: true, prompt: undefined }) {
    const end: { wall?: AtWall } = {};
    const dead = yield* upToWall(talk(plan, before), before, end);
    if (!end.wall) return dead;
    const { wall } = end;
    const reply = yield* ask(wall, signal);
    if (reply?.decision !== 'allow') {
      yield refused(wall, reply);
      return false;
    }
    before = wall.figures;
  }
}

/** Its events, but for an end at a wall, which is kept; figures are of the whole run. */
async function* upToWall(talk: Talk, before: SessionFigures | undefined, end: { wall?: AtWall }): Talk {
  try {
    for (;;) {
      const step = await talk.next();
      if (step.done) return step.value;
      const event = withFigures(step.value, before);
      if (isAtWall(event)) end.wall = event;
      else yield event;
    }
  } finally {
    await talk.return(false);
  }
}

function isAtWall(event: RunEvent): event is AtWall {
  return event.type === 'error' && event.failure.wall !== undefined;
}

/** @returns undefined if the run has to end before there is an answer. */
async function* ask(
  { failure }: AtWall,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, ConfirmationReply | undefined> {
  const { promise, resolve } = Promise.withResolvers<ConfirmationReply | undefined>();
  const onAbort = () => resolve(undefined);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    yield {
      type: 'confirmation_required',
      request: {
        kind: 'account',
        title: failure.wall.wrong,
        detail: failure.message,
        tool: ACCOUNT_TOOL,
        input: { model: failure.wall.model },
        timeout: ANSWER_SECONDS,
        model: failure.wall.model,
      },
      reply: resolve,
    };
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function refused(end: AtWall, reply: ConfirmationReply | undefined): ErrorEvent {
  // The process had ended by itself, the run hasn't.
  if (!reply) return { ...end, byItself: false };
  if (reply.waitsFor === undefined) return end;
  return { ...end, failure: waitsForQuestion(reply.waitsFor, end.failure.message) };
}

function withFigures(event: RunEvent, before: SessionFigures | undefined): RunEvent {
  if (!before || (event.type !== 'completed' && event.type !== 'error')) return event;
  const { figures } = event;
  if (!figures) return { ...event, figures: before };
  const sorts = [...new Set([...Object.keys(before.usage), ...Object.keys(figures.usage)])];
  return {
    ...event,
    figures: {
      turns: before.turns + figures.turns,
      // Of the session, whoever of them spent it.
      sessionCost: figures.sessionCost,
      usage: Object.fromEntries(
        sorts.map((sort) => [sort, (before.usage[sort] ?? 0) + (figures.usage[sort] ?? 0)]),
      ),
      permissionDenials: [...before.permissionDenials, ...figures.permissionDenials],
    },
  };
}
