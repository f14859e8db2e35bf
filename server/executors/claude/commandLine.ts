/** How the Claude CLI is called, and what it is told on its standard input. */
import type { ClaudeContext } from '#shared/claudeContext.ts';
import type { SessionPlan } from './sessionPlan.ts';

/** Its own repetitions of a failed request: few, since the task itself is tried again, and tells people why. */
const API_RETRIES = '4';

/** What wins over the environment and over every settings file but an administrator's. */
function settings(hasRules: boolean): string {
  return JSON.stringify({
    // Its bare mode would leave out the hook that asks for the rules.
    env: { CLAUDE_CODE_SIMPLE: '0' },
    // Shell commands within slash commands and skills run without the hook.
    ...(hasRules ? { disableSkillShellExecution: true } : {}),
  });
}

/**
 * @param budgetUsd what is left of the task's budget.
 * @param hasRules whether the project denies anything.
 */
export function claudeArguments(
  context: ClaudeContext,
  session: SessionPlan,
  budgetUsd: number | undefined,
  hasRules: boolean,
): string[] {
  const { model, permission_mode, allowed_tools, max_turns } = context;
  return [
    ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    ...['--include-partial-messages', '--permission-prompt-tool', 'stdio'],
    // Left out, a setting of the person or the project would choose it.
    ...['--permission-mode', permission_mode],
    ...['--settings', settings(hasRules)],
    // The CLI refuses a session id that it knows already, so an old session is never given as a new one.
    ...[session.resume ? '--resume' : '--session-id', session.id],
    ...(model === undefined ? [] : ['--model', model]),
    ...(max_turns === undefined ? [] : ['--max-turns', String(max_turns)]),
    ...(budgetUsd === undefined ? [] : ['--max-budget-usd', String(budgetUsd)]),
    ...(allowed_tools.length === 0 ? [] : ['--allowedTools', ...allowed_tools]),
  ];
}

export function claudeEnvironment(env: Record<string, string>, session: SessionPlan): Record<string, string> {
  return {
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_MAX_RETRIES: API_RETRIES,
    ...env,
    ...(session.prompt === undefined ? { CLAUDE_CODE_RESUME_INTERRUPTED_TURN: '1' } : {}),
  };
}

/** Longer than MySQL may be away. A hook that isn't answered in time forbids the tool. */
const HOOK_SECONDS = 3600;

/** It shall ask before each use of a tool, also of those that a settings file or `--allowedTools` allows. */
export const initialize = {
  type: 'control_request',
  request_id: 'init',
  request: {
    subtype: 'initialize',
    hooks: {
      PreToolUse: [{ hookCallbackIds: ['rules'], timeout: HOOK_SECONDS, onFailure: 'block' }],
    },
  },
};

/** @param forbidden why the tool must not be used. Otherwise the CLI's own rules say whether it asks. */
export function hookAnswer(requestId: string, forbidden: string | undefined): object {
  const denial = {
    hookEventName: 'PreToolUse',
    permissionDecision: 'deny',
    permissionDecisionReason: forbidden,
  };
  return toolAnswer(requestId, forbidden === undefined ? { continue: true } : { hookSpecificOutput: denial });
}

export const interrupt = {
  type: 'control_request',
  request_id: 'interrupt',
  request: { subtype: 'interrupt' },
};

/** The end of its input would do, too, but that never comes. */
export const endSession = {
  type: 'control_request',
  request_id: 'end',
  request: { subtype: 'end_session' },
};

export function userMessage(content: string): object {
  return { type: 'user', message: { role: 'user', content }, parent_tool_use_id: null, session_id: '' };
}

export function refusedRequest(requestId: string, subtype: string): object {
  const error = `unsupported: ${subtype}`;
  return { type: 'control_response', response: { subtype: 'error', request_id: requestId, error } };
}

export function toolAnswer(requestId: string, response: object): object {
  return { type: 'control_response', response: { subtype: 'success', request_id: requestId, response } };
}
