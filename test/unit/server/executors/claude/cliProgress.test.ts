import { expect, test } from 'vitest';
import { parseCliLine } from '../../../../../server/executors/claude/cliMessages.ts';
import { CliProgress } from '../../../../../server/executors/claude/cliProgress.ts';
import { createMask, noMask } from '../../../../../server/logs/mask.ts';

/** What is told after these messages. */
function told(progress: CliProgress, ...messages: object[]) {
  return messages.map((message) => {
    const parsed = parseCliLine(JSON.stringify(message));
    return parsed ? progress.read(parsed) : undefined;
  });
}

const uses = (id: string, ...tools: [name: string, input: object][]) => ({
  type: 'assistant',
  parent_tool_use_id: null,
  message: { id, content: tools.map(([name, input]) => ({ type: 'tool_use', name, input })) },
});
const result = (tool_use_result: unknown) => ({
  type: 'user',
  parent_tool_use_id: null,
  message: { content: [{ type: 'tool_result', content: '' }] },
  tool_use_result,
});
const byHelper = (message: object) => ({ ...message, parent_tool_use_id: 'toolu_1' });
const ls: [string, object] = ['Bash', { command: 'ls' }];

test('without a list of steps: the latest tool, turns and tool calls', () => {
  const [first, second] = told(
    new CliProgress(noMask),
    uses('m1', ls),
    uses('m1', ['Read', { file_path: '/x' }]),
  );
  expect(first).toEqual({
    percentage: 0,
    current_step: 'Bash: ls',
    total_steps: 0,
    details: { turns: 1, tool_calls: 1 },
  });
  expect(second).toMatchObject({ current_step: 'Read: /x', details: { turns: 1, tool_calls: 2 } });
});

test('what a helper does counts as calls, and is nobody’s turn or step', () => {
  const progress = new CliProgress(noMask);
  const todos = result({ oldTodos: [], newTodos: [{ content: 'x', status: 'in_progress' }] });
  const [, helper, list] = told(
    progress,
    uses('m1', ls),
    byHelper(uses('m2', ['Grep', {}])),
    byHelper(todos),
  );
  expect(helper).toMatchObject({ current_step: 'Bash: ls', details: { turns: 1, tool_calls: 2 } });
  expect(list).toBeUndefined();
});

test('keeping the list is no work', () => {
  const [, second] = told(
    new CliProgress(noMask),
    uses('m1', ls),
    uses('m2', ['TaskUpdate', { taskId: '1' }]),
  );
  expect(second).toMatchObject({ current_step: 'Bash: ls', details: { turns: 2, tool_calls: 2 } });
});

test('a list of steps, one by one: created, begun, done, deleted', () => {
  const progress = new CliProgress(noMask);
  const status = (taskId: string, to: string) => result({ success: true, taskId, statusChange: { to } });
  const steps = told(
    progress,
    ...['Build', 'Try', 'Tell'].map((subject, n) => result({ task: { id: String(n), subject } })),
    status('0', 'in_progress'),
    status('0', 'completed'),
    status('2', 'deleted'),
    status('9', 'in_progress'),
  );
  expect(steps.map((each) => [each?.percentage, each?.current_step, each?.total_steps])).toEqual([
    [0, '', 1],
    [0, '', 2],
    [0, '', 3],
    [0, 'Build', 3],
    [33, '', 3],
    [50, '', 2],
    [33, '#9', 3],
  ]);
});

test('a list that comes whole takes the place of the one before', () => {
  const list = (...statuses: string[]) =>
    result({ newTodos: statuses.map((status, n) => ({ content: `step ${n}`, status })) });
  const steps = told(new CliProgress(noMask), list('completed', 'in_progress', 'pending'), list('completed'));
  expect(steps).toMatchObject([
    { percentage: 33, current_step: 'step 1', total_steps: 3 },
    { percentage: 100, current_step: '', total_steps: 1 },
  ]);
});

test('other results are no steps, and secrets don’t show', () => {
  const progress = new CliProgress(createMask(['hunter2-hunter2']));
  const [first, second] = told(
    progress,
    uses('m1', ['Bash', { command: 'curl hunter2-hunter2' }]),
    result({ stdout: 'x' }),
  );
  expect(first?.current_step).toBe('Bash: curl ***');
  expect(second).toBeUndefined();
  expect(told(progress, result('Error: no'))).toEqual([undefined]);
});
