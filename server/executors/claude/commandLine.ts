/** How the Claude CLI is called, and what it is told on its standard input. */
import type { ClaudeContext } from '#shared/claudeContext.ts';
import type { SubagentCaps } from '#shared/project.ts';
import { type DecidedCall, settingsHooksOff } from './deferredCall.ts';
import type { SessionPlan } from './sessionPlan.ts';

/** Its own repetitions of a failed request: few, since the task itself is tried again, and tells people why. */
const API_RETRIES = '4';

export interface CallPlan {
  wanted: ClaudeContext;
  session: SessionPlan;
  /** Dollars that are left of the task's budget. */
  budget: number | undefined;
  /** Whether the project denies anything. */
  hasRules: boolean;
  /** A call that was put off, with what a person has said of it. */
  decided: DecidedCall | undefined;
}

/** What wins over the environment and over every settings file but an administrator's. */
function settings({ hasRules, decided }: CallPlan): string {
  return JSON.stringify({
    // Its bare mode would leave out the hook that asks for the rules.
    env: { CLAUDE_CODE_SIMPLE: '0' },
    // Shell commands within slash commands and skills run without the hook.
    ...(hasRules ? { disableSkillShellExecution: true } : {}),
    ...(decided ? settingsHooksOff : {}),
  });
}

export function claudeArguments(plan: CallPlan): string[] {
  const { wanted, session, budget } = plan;
  const { model, permission_mode, permission_prompts, allowed_tools, max_turns } = wanted;
  return [
    ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    ...['--include-partial-messages', '--permission-prompt-tool', 'stdio'],
    // Left out, a setting of the person or the project would choose it.
    ...['--permission-mode', permission_mode],
    ...(permission_prompts === 'none' ? ['--permission-prompts', 'none'] : []),
    ...['--settings', settings(plan)],
    // The CLI refuses a session id that it knows already, so an old session is never given as a new one.
    ...[session.resume ? '--resume' : '--session-id', session.id],
    ...(model === undefined ? [] : ['--model', model]),
    ...(max_turns === undefined ? [] : ['--max-turns', String(max_turns)]),
    ...(budget === undefined ? [] : ['--max-budget-usd', String(budget)]),
    ...(allowed_tools.length === 0 ? [] : ['--allowedTools', ...allowed_tools]),
  ];
}

/** As the CLI takes numbers of milliseconds; 24 days, longer than a task may run. */
const NEVER_MS = String(2 ** 31 - 1);

export function claudeEnvironment(
  env: Record<string, string>,
  session: SessionPlan,
  { at_once, per_session, depth }: SubagentCaps,
): Record<string, string> {
  return {
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_MAX_RETRIES: API_RETRIES,
    ...env,
    // How a run is followed to its end.
    CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1',
    CLAUDE_CODE_STARTUP_FAILURE_RESULTS: '1',
    // Work in the background has the limits of its task, and not the CLI's own.
    CLAUDE_CODE_PRINT_BG_WAIT_CEILING_MS: '0',
    CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS: NEVER_MS,
    // Behind the task's own variables: the project's caps hold.
    ...(at_once === undefined ? {} : { CLAUDE_CODE_MAX_CONCURRENT_SUBAGENTS: String(at_once) }),
    ...(per_session === undefined ? {} : { CLAUDE_CODE_MAX_SUBAGENTS_PER_SESSION: String(per_session) }),
    ...(depth === undefined ? {} : { CLAUDE_CODE_MAX_SUBAGENT_SPAWN_DEPTH: String(depth) }),
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

/** @param decision undefined: the CLI's own rules say whether it asks. */
export function hookAnswer(requestId: string, decision: object | undefined): object {
  return toolAnswer(
    requestId,
    decision ? { hookSpecificOutput: { hookEventName: 'PreToolUse', ...decision } } : { continue: true },
  );
}

/** @param forbidden why the tool must not be used. */
export function denial(forbidden: string): object {
  return { permissionDecision: 'deny', permissionDecisionReason: forbidden };
}

export const interrupt = {
  type: 'control_request',
  request_id: 'interrupt',
  // Otherwise messages that wait would begin another turn.
  request: { subtype: 'interrupt', cancel_queued: true },
};

/** The end of its input would do, too, but that never comes. */
export const endSession = {
  type: 'control_request',
  request_id: 'end',
  request: { subtype: 'end_session' },
};

/** @param uuid by which the CLI tells what becomes of it. */
export function userMessage(content: string, uuid?: string): object {
  const message = { role: 'user', content };
  return { type: 'user', message, parent_tool_use_id: null, session_id: '', ...(uuid && { uuid }) };
}

export function refusedRequest(requestId: string, subtype: string): object {
  const error = `unsupported: ${subtype}`;
  return { type: 'control_response', response: { subtype: 'error', request_id: requestId, error } };
}

export function toolAnswer(requestId: string, response: object): object {
  return { type: 'control_response', response: { subtype: 'success', request_id: requestId, response } };
}
