import { expect, test } from 'vitest';
import { Agents } from '../../../../../server/executors/claude/agents.ts';
import type { DecidedCall } from '../../../../../server/executors/claude/deferredCall.ts';
import { SubagentCap } from '../../../../../server/executors/claude/subagentCap.ts';
import { ToolRequests } from '../../../../../server/executors/claude/toolRequests.ts';
import type { RunEvent } from '../../../../../server/executors/executor.ts';
import { noMask } from '../../../../../server/logs/mask.ts';

function talk(decided?: DecidedCall) {
  const sent: unknown[] = [];
  const events: RunEvent[] = [];
  const state = { over: false };
  const requests = new ToolRequests({
    mask: noMask,
    agents: new Agents(),
    subagents: new SubagentCap(undefined),
    decided,
    put: async (event) => void events.push(event),
    send: (message) => void sent.push(message),
    isOver: () => state.over,
  });
  const ask = (request_id: string, request: { subtype: string }) =>
    requests.on({ type: 'control_request', request_id, request });
  return { sent, events, state, requests, ask };
}

const input = { command: 'rm -rf build' };
const hook = {
  subtype: 'hook_callback' as const,
  input: { hook_event_name: 'PreToolUse' as const, tool_name: 'Bash', tool_input: input },
};
const use = { subtype: 'can_use_tool' as const, tool_name: 'Bash', input };
const answered = (request_id: string, response: object) => ({
  type: 'control_response',
  response: { subtype: 'success', request_id, response },
});

test('before a tool is used the rules are asked, and the CLI hears which forbids it', async () => {
  const { ask, events, sent } = talk();
  await ask('h1', hook);
  await ask('h2', hook);
  const [first, second] = events.filter((event) => event.type === 'tool_use');
  expect(first?.request).toMatchObject({ tool: 'Bash', input, detail: 'rm -rf build' });
  first?.reply(undefined);
  second?.reply('because');
  const denial = {
    hookEventName: 'PreToolUse',
    permissionDecision: 'deny',
    permissionDecisionReason: 'because',
  };
  expect(sent).toEqual([answered('h1', { continue: true }), answered('h2', { hookSpecificOutput: denial })]);
});

test('a question that the CLI takes back is withdrawn, and its answer goes nowhere', async () => {
  const { ask, events, sent, requests } = talk();
  await ask('q1', use);
  await ask('q2', use);
  const [first, second] = events.filter((event) => event.type === 'confirmation_required');
  requests.withdraw('q1');
  expect([first, second].map((each) => each?.request.withdrawn?.aborted)).toEqual([true, false]);
  first?.reply({ decision: 'allow' });
  second?.reply({ decision: 'allow' });
  second?.reply({ decision: 'deny' });
  expect(sent).toEqual([answered('q2', { behavior: 'allow', updatedInput: input })]);
});

test('a run that is being ended leaves its questions to the next one', async () => {
  const { ask, events, sent, state } = talk();
  await ask('q1', use);
  state.over = true;
  for (const event of events)
    if (event.type === 'confirmation_required') event.reply({ decision: 'deny', reason: 'nobody answered' });
  expect(sent).toEqual([]);
});

test('what isn’t known is refused, and so is a hook that isn’t ours', async () => {
  const { ask, events, sent } = talk();
  await ask('x1', { subtype: 'elicitation' });
  await ask('x2', { subtype: 'hook_callback' });
  expect(events).toEqual([]);
  expect(sent).toMatchObject([
    { response: { subtype: 'error', request_id: 'x1' } },
    { response: { subtype: 'error', request_id: 'x2' } },
  ]);
});
