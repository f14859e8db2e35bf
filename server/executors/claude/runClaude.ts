/** The kind `claude`: the Claude CLI, talked to over its control protocol. */
import { hostname } from 'node:os';
import { claudeContextSchema } from '#shared/claudeContext.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import type { Executor } from '../executor.ts';
import { failedEvent } from '../failedEvent.ts';
import { Conversation } from './conversation.ts';
import { findClaude } from './findClaude.ts';
import { newSession, planSession } from './sessionPlan.ts';

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
    const what = { ...found, wanted: wanted.data, budget: budget && budget - spent };
    const session = planSession(task, wanted.data, hostname());
    const dead = yield* new Conversation(context, { ...what, session }).run(true);
    if (!dead) return;
    // The conversation of an earlier run is gone: the work begins anew, in one that the CLI has never heard of.
    yield* new Conversation(context, { ...what, session: newSession(wanted.data) }).run(false);
  };
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
