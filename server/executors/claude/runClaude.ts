/** The kind `claude`: the Claude CLI, talked to over its control protocol. */
import { hostname } from 'node:os';
import { type ClaudeContext, claudeContextSchema } from '#shared/claudeContext.ts';
import type { TaskRow } from '../../store/task.entity.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import type { ConfirmationReply, Executor, RunContext, RunEvent, SessionFigures } from '../executor.ts';
import { failedEvent } from '../failedEvent.ts';
import { accountQuestion, givenUp, isAtWall } from './accountQuestion.ts';
import { answered } from './answered.ts';
import { Conversation } from './conversation.ts';
import { type DecidedCall, type DeferredCall, deferredQuestion } from './deferredCall.ts';
import { findClaude } from './findClaude.ts';
import { ResultFigures } from './resultFigures.ts';
import { newSession, planSession, type SessionPlan } from './sessionPlan.ts';
import { SubagentCap } from './subagentCap.ts';

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
    const figures = new ResultFigures();
    const subagents = new SubagentCap(context.project.subagents.per_session);
    const what = { ...found, wanted: wanted.data, figures, subagents };
    let session = planSession(task, wanted.data, hostname());
    let decided: DecidedCall | undefined;
    for (let first = true; ; first = false) {
      const left = budgetLeft(budget, figures.figures, session, task);
      const end = yield* new Conversation(context, { ...what, session, decided, budget: left }).run(first);
      if (end.type === 'over') return;
      if (end.type === 'no_conversation') {
        // The work begins anew, in a conversation that the CLI has never heard of.
        session = newSession(task, wanted.data);
        continue;
      }
      const { event, deferred } = end;
      const atWall = isAtWall(event) ? event : undefined;
      if (signal.aborted || !(deferred || atWall)) return yield event;
      const reply = atWall
        ? yield* answered(context, accountQuestion(atWall))
        : deferred && (yield* decisionOf(context, deferred, wanted.data));
      // Ended while it waited: for the reason that it was ended for, and not by itself.
      if (!reply) return yield { ...event, byItself: false };
      if (atWall && reply.decision !== 'allow') return yield givenUp(atWall, reply);
      decided = deferred ? { id: deferred.id, reply } : undefined;
      session = { id: session.id, resume: true, prompt: undefined };
    }
  };
}

/** Dollars. The CLI takes no budget of nothing; with so little it ends by itself, and says why. */
const LEAST_BUDGET = 0.0001;

/** Of the task's budget, behind earlier runs and what this one has come to so far. */
function budgetLeft(
  budget: number | undefined,
  soFar: SessionFigures | undefined,
  { id }: SessionPlan,
  { totalCostUsd, sessionId }: Pick<TaskRow, 'totalCostUsd' | 'sessionId'>,
): number | undefined {
  if (budget === undefined) return undefined;
  const [spent, inSession] = [totalCostUsd ?? 0, soFar?.sessionCost ?? 0];
  // A session's cost has that of earlier runs in it.
  const both = id === sessionId ? Math.max(spent, inSession) : spent + inSession;
  return Math.max(LEAST_BUDGET, budget - both);
}

async function* decisionOf(
  context: RunContext,
  call: DeferredCall,
  { permission_prompts }: ClaudeContext,
): AsyncGenerator<RunEvent, ConfirmationReply | undefined> {
  if (permission_prompts === 'none') return { decision: 'deny', reason: 'Nobody is asked in this task.' };
  return yield* answered(context, deferredQuestion(call, context.mask));
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
