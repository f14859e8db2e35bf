import { expect, test } from 'vitest';
import { claudeArguments, claudeEnvironment } from '../../../../../server/executors/claude/commandLine.ts';
import { planSession } from '../../../../../server/executors/claude/sessionPlan.ts';
import { sessionColumns } from '../../../../../server/tasks/sessionEnd.ts';
import { claudeContextSchema } from '../../../../../shared/claudeContext.ts';

const context = claudeContextSchema.parse({ prompt: 'Do it.' });
const other = '6d2c4b0e-6f0f-4f4e-9d7a-2f5f3b1f0a11';

test('the first run begins a session that the CLI has never heard of', () => {
  const plan = planSession({ sessionId: null, sessionHost: null }, context, 'here');
  expect(plan).toMatchObject({ resume: false, prompt: 'Do it.' });
  expect(claudeArguments(context, plan, undefined, false)).toEqual(
    expect.arrayContaining(['--session-id', plan.id]),
  );
  expect(claudeEnvironment({}, plan)).not.toHaveProperty('CLAUDE_CODE_RESUME_INTERRUPTED_TURN');
});

test('a later run on the same host goes on, and never names the id as a new one', () => {
  const plan = planSession({ sessionId: 'old', sessionHost: 'here' }, context, 'here');
  expect(plan).toEqual({ id: 'old', resume: true, prompt: undefined });
  const args = claudeArguments(context, plan, 0.5, true);
  expect(args).toEqual(
    expect.arrayContaining(['--resume', 'old', '--permission-mode', 'manual', '--max-budget-usd', '0.5']),
  );
  expect(args).not.toContain('--session-id');
  expect(claudeEnvironment({}, plan)).toHaveProperty('CLAUDE_CODE_RESUME_INTERRUPTED_TURN', '1');
});

test.each([
  ['on another host', { sessionId: 'old', sessionHost: 'there' }],
  ['after a failure that spoilt it, or before it began', { sessionId: 'old', sessionHost: null }],
])('%s the work begins anew', (_case, task) => {
  expect(planSession(task, context, 'here').id).not.toBe('old');
  const wanted = { ...context, session_id: other };
  expect(planSession(task, wanted, 'here')).toEqual({ id: other, resume: true, prompt: 'Do it.' });
});

const figures = { turns: 2, sessionCost: 0.03, usage: { input_tokens: 5 }, permissionDenials: ['a'] };
const before = { numTurns: 1, totalCostUsd: 0.01, tokenUsage: { input_tokens: 1 }, permissionDenials: ['b'] };

test('figures are summed over runs; of the session’s cost only what this run added', () => {
  const end = { sessionId: 's', costBefore: 0.01, spoiled: false, figures };
  const { task, run } = sessionColumns(before, end);
  expect(task).toMatchObject({ numTurns: 3, tokenUsage: { input_tokens: 6 }, permissionDenials: ['b', 'a'] });
  expect(task.totalCostUsd).toBeCloseTo(0.03, 9);
  expect(run.cost).toBeCloseTo(0.02, 9);
});

test('a session whose earlier cost the CLI has forgotten counts from nothing', () => {
  const { run } = sessionColumns(before, { sessionId: 's', costBefore: 0.5, spoiled: false, figures });
  expect(run.cost).toBeCloseTo(0.03, 9);
});
