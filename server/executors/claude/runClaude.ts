/** The kind `claude`: the Claude CLI, talked to over its control protocol. */
import { hostname } from 'node:os';
import { claudeContextSchema } from '#shared/claudeContext.ts';
import type { TaskRow } from '../../store/task.entity.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import type { Executor, SessionFigures } from '../executor.ts';
import { failedEvent } from '../failedEvent.ts';
import { askAtWalls } from './accountQuestion.ts';
import { Conversation } from './conversation.ts';
import { findClaude } from './findClaude.ts';
import { newSession, planSession, type SessionPlan } from './sessionPlan.ts';

/** Dollars. The CLI takes no budget of nothing; with so little it ends by itself, and says why. */
const LEAST_BUDGET = 0.0001;

/** @param claudeBin undefined: the first `claude` in the PATH. */
export function createRunClaude(claudeBin: string | undefined): Executor {
  return async function* runClaude(context) {
    const { task, signal } = context;
    const wanted = claudeContextSchema.safeParse(task.context);
    if (!wanted.success) return yield failedEvent(wrongContext(wanted.error.message));
    const spent = task.totalCostUsd ?? 0;
    const budget = wanted.data.max_budget_usd;
    if (budget !== undefined && spent >= budget) return yield failedEvent(budgetSpent(budget, spent));
    const found = await findClaude(context, claudeBin);
    if (signal.aborted) return;
    if ('failure' in found) return yield failedEvent(found.failure);
    const first = planSession(task, wanted.data, hostname());
    const talk = (session: SessionPlan, before: SessionFigures | undefined) => {
      const left = budget && Math.max(LEAST_BUDGET, budget - spentWith(before, session, task));
      const what = { ...found, wanted: wanted.data, session, budget: left };
      return new Conversation(context, what).run(session === first);
    };
    const dead = yield* askAtWalls(context, first, talk);
    if (!dead) return;
    // The conversation of an earlier run is gone: the work begins anew, in one that the CLI has never heard of.
    yield* askAtWalls(context, newSession(wanted.data), talk);
  };
}

/** Dollars; with a conversation of this run that came to an end, but not its work. */
function spentWith(
  before: SessionFigures | undefined,
  { id }: SessionPlan,
  { totalCostUsd, sessionId }: Pick<TaskRow, 'totalCostUsd' | 'sessionId'>,
): number {
  const [spent, inSession] = [totalCostUsd ?? 0, before?.sessionCost ?? 0];
  // A session's cost has that of earlier runs in it.
  return id === sessionId ? Math.max(spent, inSession) : spent + inSession;
}

function wrongContext(problem: string): RunFailure {
  return {
    errorClass: 'ValidationError',
    message: `the task’s context is not what this version of Switchyard takes: ${problem}`,
    advice: 'Submit the task again.',
  };
}

function budgetSpent(budget: number, spent: number): RunFailure {
  return {
    errorClass: 'ValidationError',
    message: `the budget of $${budget} is spent: $${spent.toFixed(4)} over all runs`,
    advice: 'Raise max_budget_usd and submit the task again with session_id, to go on where it stopped.',
  };
}
