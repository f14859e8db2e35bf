/** What the Claude CLI says on its standard output, as far as it is understood here; the rest is passed over. */
import { z } from 'zod';

const text = z.string();

const contentBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text }),
  z.object({ type: z.literal('thinking'), thinking: text }),
  z.object({
    type: z.literal('tool_use'),
    id: text.catch(''),
    name: text,
    input: z.record(text, z.unknown()).catch({}),
  }),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: text.catch(''),
    content: z.unknown().optional(),
    is_error: z.boolean().nullish(),
  }),
]);
export type ContentBlock = z.infer<typeof contentBlock>;

/** Kinds of content that aren't known here are left out. */
const content = z.union([
  text.transform((whole): ContentBlock[] => [{ type: 'text', text: whole }]),
  z.array(z.unknown()).transform((blocks) =>
    blocks.flatMap((block): ContentBlock[] => {
      const parsed = contentBlock.safeParse(block);
      return parsed.success ? [parsed.data] : [];
    }),
  ),
]);

const resultMessage = z.object({
  type: z.literal('result'),
  subtype: text,
  is_error: z.boolean(),
  result: text.nullish(),
  errors: z.array(text).nullish(),
  terminal_reason: text.nullish(),
  api_error_status: z.number().nullish(),
  stop_reason: text.nullish(),
  num_turns: z.int().catch(0),
  duration_ms: z.number().catch(0),
  duration_api_ms: z.number().catch(0),
  total_cost_usd: z.number().catch(0),
  usage: z.record(text, z.unknown()).catch({}),
  modelUsage: z.record(text, z.record(text, z.unknown())).catch({}),
  permission_denials: z.array(z.unknown()).catch([]),
  /** A call that a hook of a settings file has put off; the CLI ends its turn there. */
  deferred_tool_use: z
    .object({ id: text, name: text, input: z.record(text, z.unknown()).catch({}) })
    .nullish(),
  startup_failure_reason: text.nullish(),
  /** Messages that wait for a turn of their own. */
  queued_turn_count: z.int().nullish(),
  /** When the login ends for good. */
  credential_expires_at: text.nullish(),
  session_id: text,
});
/** The end of a turn; that of the last turn is the last word of a run. */
export type CliResult = z.infer<typeof resultMessage>;

const toolRequest = z.object({
  subtype: z.literal('can_use_tool'),
  tool_name: text,
  input: z.record(text, z.unknown()),
  description: text.nullish(),
  decision_reason: text.nullish(),
  blocked_path: text.nullish(),
  tool_use_id: text.nullish(),
  /** The subagent whose tool it is. */
  agent_id: text.nullish(),
  default_to_no: z.boolean().nullish(),
});
export type ToolRequest = z.infer<typeof toolRequest>;

/** A form of an MCP server, or an address that it wants a person to open. */
const formRequest = z.object({
  subtype: z.literal('elicitation'),
  mcp_server_name: text,
  message: text,
  mode: z.enum(['form', 'url']).catch('form'),
  url: text.nullish(),
  requested_schema: z.record(text, z.unknown()).nullish(),
  property_order: z.array(text).nullish(),
});
export type FormRequest = z.infer<typeof formRequest>;

const hookRequest = z.object({
  subtype: z.literal('hook_callback'),
  input: z.object({
    hook_event_name: z.literal('PreToolUse'),
    tool_name: text,
    tool_input: z.record(text, z.unknown()),
    tool_use_id: text.nullish(),
  }),
});
/** A tool is about to be used, whatever the CLI's own rules say about asking. */
export type HookRequest = z.infer<typeof hookRequest>;

/** What the CLI says of itself and of the hooks that it was given. */
const initializeReply = z.object({
  claude_code_version: text.nullish(),
  hooks_applied: z.boolean().nullish(),
  hook_on_failure_supported: z.boolean().nullish(),
});
export type InitializeReply = z.infer<typeof initializeReply>;

/** What a tool made of the list of steps: one more, another status of one, or a whole new list. */
const stepsChange = z.union([
  z.object({ task: z.object({ id: text, subject: text }) }),
  z.object({ taskId: text, statusChange: z.object({ to: text }) }),
  z.object({ newTodos: z.array(z.object({ content: text, status: text })) }),
]);
export type StepsChange = z.infer<typeof stepsChange>;

const backgroundTask = z.object({
  task_id: text,
  task_type: text,
  subagent_type: text.nullish(),
  description: text.catch(''),
  /** Housekeeping of the CLI, and no work. */
  ambient: z.boolean().nullish(),
});
export type BackgroundTask = z.infer<typeof backgroundTask>;

const windowUse = z.object({ utilization: z.number().nullish(), resetsAt: z.number().nullish() });

/** How much of a subscription is used. Times are Unix seconds, shares are from 0 to 1. */
const rateLimitInfo = windowUse.extend({
  status: text,
  rateLimitType: text.nullish(),
  overageResetsAt: z.number().nullish(),
  overageDisabledReason: text.nullish(),
  /** Whose spend limit it is, if not the member's own. */
  limitScope: text.nullish(),
  errorCode: text.nullish(),
  /** Every window that the API told of. */
  unifiedWindows: z.record(text, windowUse).nullish().catch(undefined),
});
export type RateLimitInfo = z.infer<typeof rateLimitInfo>;

/** Of a message: the subagent whose it is, if it isn't the main conversation's. */
const speakerFields = {
  parent_tool_use_id: text.nullish(),
  agent_id: text.nullish(),
  subagent_type: text.nullish(),
  task_description: text.nullish(),
};

/** Work beside the conversation, mostly a subagent's: `task_id` is its `agent_id`. */
const backgroundWork = {
  type: z.literal('system'),
  task_id: text,
  tool_use_id: text.nullish(),
  subagent_type: text.nullish(),
  /** It is the CLI's own affair. */
  skip_transcript: z.boolean().nullish(),
};

const backgroundMessages = [
  z.object({
    ...backgroundWork,
    subtype: z.literal('task_started'),
    description: text,
    is_backgrounded: z.boolean().nullish(),
  }),
  z.object({ ...backgroundWork, subtype: z.literal('task_progress'), summary: text.nullish() }),
  z.object({
    ...backgroundWork,
    subtype: z.literal('task_notification'),
    status: text,
    summary: text,
    usage: z.object({ tool_uses: z.number(), duration_ms: z.number() }).nullish().catch(undefined),
  }),
] as const;
export type BackgroundMessage = z.infer<(typeof backgroundMessages)[number]>;

const cliMessage = z.union([
  z.object({
    type: z.literal('system'),
    subtype: z.literal('init'),
    session_id: text,
    model: text,
    apiKeySource: text.nullish(),
    cwd: text.nullish(),
  }),
  z.object({
    type: z.literal('system'),
    subtype: z.literal('api_retry'),
    attempt: z.number(),
    max_retries: z.number(),
    retry_delay_ms: z.number(),
    error_status: z.number().nullish(),
  }),
  /** `idle`: no turn goes on or waits, and no agent or workflow is at work in the background. */
  z.object({ type: z.literal('system'), subtype: z.literal('session_state_changed'), state: text }),
  /** The whole list each time. */
  z.object({
    type: z.literal('system'),
    subtype: z.literal('background_tasks_changed'),
    tasks: z.array(backgroundTask),
  }),
  z.object({
    type: z.literal('system'),
    subtype: z.literal('informational'),
    content: text,
    /** What became of a prompt that a hook has looked at. */
    prompt_submit_outcome: z.object({ kind: text.nullish(), reason: text.nullish() }).nullish(),
  }),
  z.object({
    type: z.literal('system'),
    subtype: z.literal('permission_denied'),
    tool_name: text,
    message: text,
  }),
  z.object({ type: z.literal('system'), subtype: z.literal('session_writes_lost'), lost: z.array(text) }),
  /** What becomes of a message that was sent with an id. */
  z.object({ type: z.literal('command_lifecycle'), command_uuid: text, state: text }),
  ...backgroundMessages,
  z.object({
    type: z.literal('assistant'),
    ...speakerFields,
    message: z.object({ id: text, content }),
  }),
  z.object({
    type: z.literal('user'),
    ...speakerFields,
    message: z.object({ content }),
    tool_use_result: stepsChange.optional().catch(undefined),
  }),
  z.object({
    type: z.literal('stream_event'),
    parent_tool_use_id: text.nullish(),
    event: z.union([
      z.object({ type: z.literal('message_start'), message: z.object({ id: text }) }),
      z.object({
        type: z.literal('content_block_delta'),
        delta: z.object({ type: z.literal('text_delta'), text }),
      }),
      z.object({ type: z.literal('content_block_stop') }),
    ]),
  }),
  z.object({
    type: z.literal('rate_limit_event'),
    rate_limit_info: rateLimitInfo,
  }),
  z.object({
    type: z.literal('control_request'),
    request_id: text,
    request: z.union([toolRequest, hookRequest, formRequest, z.object({ subtype: text })]),
  }),
  z.object({ type: z.literal('control_cancel_request'), request_id: text }),
  z.object({
    type: z.literal('control_response'),
    response: z.object({ request_id: text, response: initializeReply.optional().catch(undefined) }),
  }),
  z.object({ type: z.enum(['keep_alive', 'tool_progress']) }),
  resultMessage,
]);
export type CliMessage = z.infer<typeof cliMessage>;
export type Speaker = { [name in keyof typeof speakerFields]?: string | null | undefined };

/** @returns undefined for what isn't JSON; null for JSON that means nothing here. */
export function parseCliLine(line: string): CliMessage | null | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return cliMessage.safeParse(value).data ?? null;
}

export function isToolRequest(request: { subtype: string }): request is ToolRequest {
  return request.subtype === 'can_use_tool' && 'tool_name' in request;
}

export function isHookRequest(request: { subtype: string }): request is HookRequest {
  return request.subtype === 'hook_callback' && 'input' in request;
}

export function isFormRequest(request: { subtype: string }): request is FormRequest {
  return request.subtype === 'elicitation' && 'message' in request;
}

/** Told by a clock, also where nothing moves any more. */
export function isHeartbeat(message: CliMessage | null | undefined): boolean {
  return message?.type === 'keep_alive' || message?.type === 'tool_progress';
}

/** What comes again with the whole message. */
export function isPartOfMessage(line: string): boolean {
  return line.startsWith('{"type":"stream_event"');
}
