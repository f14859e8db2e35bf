import { expect, test } from 'vitest';
import {
  type CallPlan,
  claudeArguments,
  claudeEnvironment,
} from '../../../../../server/executors/claude/commandLine.ts';
import { planSession, type SessionPlan } from '../../../../../server/executors/claude/sessionPlan.ts';
import { sessionColumns } from '../../../../../server/tasks/sessionEnd.ts';
import { claudeContextSchema } from '../../../../../shared/claudeContext.ts';

const fresh = { sessionId: null, sessionHost: null, continuedSession: null };
const context = claudeContextSchema.parse({ prompt: 'Do it.' });
const argumentsOf = (session: SessionPlan, more: Partial<CallPlan> = {}) =>
  claudeArguments({
    wanted: context,
    session,
    budget: undefined,
    hasRules: false,
    decided: undefined,
    ...more,
  });
const other = '6d2c4b0e-6f0f-4f4e-9d7a-2f5f3b1f0a11';

test('the first run begins a session that the CLI has never heard of', () => {
  const plan = planSession(fresh, context, 'here');
  expect(plan).toMatchObject({ resume: false, prompt: 'Do it.' });
  expect(argumentsOf(plan)).toEqual(expect.arrayContaining(['--session-id', plan.id]));
  expect(claudeEnvironment({}, plan, {})).not.toHaveProperty('CLAUDE_CODE_RESUME_INTERRUPTED_TURN');
});

test('a later run on the same host goes on, and never names the id as a new one', () => {
  const plan = planSession({ ...fresh, sessionId: 'old', sessionHost: 'here' }, context, 'here');
  expect(plan).toEqual({ id: 'old', resume: true, prompt: undefined });
  const args = argumentsOf(plan, { budget: 0.5, hasRules: true });
  expect(args).toEqual(
    expect.arrayContaining(['--resume', 'old', '--permission-mode', 'manual', '--max-budget-usd', '0.5']),
  );
  expect(args).not.toContain('--session-id');
  expect(claudeEnvironment({}, plan, {})).toHaveProperty('CLAUDE_CODE_RESUME_INTERRUPTED_TURN', '1');
});

test.each([
  ['on another host', { ...fresh, sessionId: 'old', sessionHost: 'there' }],
  ['after a failure that spoilt it, or before it began', { ...fresh, sessionId: 'old' }],
])('%s the work begins anew', (_case, task) => {
  expect(planSession(task, context, 'here').id).not.toBe('old');
  const wanted = { ...context, session_id: other };
  expect(planSession(task, wanted, 'here')).toEqual({ id: other, resume: true, prompt: 'Do it.' });
});

const figures = { turns: 2, sessionCost: 0.03, sessionUsage: { input_tokens: 9 }, permissionDenials: ['a'] };
const before = { numTurns: 1, totalCostUsd: 0.01, tokenUsage: { input_tokens: 1 }, permissionDenials: ['b'] };

test('figures are summed over runs; of the session’s cost only what this run added', () => {
  const end = { sessionId: 's', before: { cost: 0.01, usage: { input_tokens: 4 } }, spoiled: false, figures };
  const { task, run } = sessionColumns(before, end);
  expect(task).toMatchObject({ numTurns: 3, tokenUsage: { input_tokens: 6 }, permissionDenials: ['b', 'a'] });
  expect(task.totalCostUsd).toBeCloseTo(0.03, 9);
  expect(run.cost).toBeCloseTo(0.02, 9);
});

test('a task that continues another one takes up its conversation with its own prompt', () => {
  const plan = planSession({ ...fresh, continuedSession: other }, context, 'here');
  expect(plan).toEqual({ id: other, resume: true, prompt: 'Do it.' });
});

test('the project’s caps for subagents win over the task’s own variables', () => {
  const env = { CLAUDE_CODE_MAX_CONCURRENT_SUBAGENTS: '99', CLAUDE_CODE_MAX_SUBAGENTS_PER_SESSION: '99' };
  const plan = planSession(fresh, context, 'here');
  expect(claudeEnvironment(env, plan, { at_once: 2, depth: 3 })).toMatchObject({
    CLAUDE_CODE_MAX_CONCURRENT_SUBAGENTS: '2',
    CLAUDE_CODE_MAX_SUBAGENTS_PER_SESSION: '99',
    CLAUDE_CODE_MAX_SUBAGENT_SPAWN_DEPTH: '3',
  });
});

test('work in the background is bounded by its task, whatever the task’s variables say of the CLI’s own bound', () => {
  const env = { CLAUDE_CODE_PRINT_BG_WAIT_CEILING_MS: '1000' };
  expect(claudeEnvironment(env, planSession(fresh, context, 'here'), {})).toMatchObject({
    CLAUDE_CODE_PRINT_BG_WAIT_CEILING_MS: '0',
  });
});

test('a session whose earlier cost the CLI has forgotten counts from nothing', () => {
  const { run } = sessionColumns(before, {
    sessionId: 's',
    before: { cost: 0.5, usage: {} },
    spoiled: false,
    figures,
  });
  expect(run.cost).toBeCloseTo(0.03, 9);
});
