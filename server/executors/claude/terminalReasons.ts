/** Why the CLI's loop of turns came to its end, by the names that it gives: `terminal_reason` of a result. */
import type { ErrorClass } from '#shared/errorClasses.ts';

export interface EndMeaning {
  errorClass: ErrorClass;
  advice: string;
  /** The conversation itself is what doesn't go on: a retry begins a new one. */
  spoiled?: true;
}

const tooLong: EndMeaning = {
  errorClass: 'ValidationError',
  advice:
    'The conversation has become too long for its model. Submit the rest of the work as a new task, in smaller parts.',
  spoiled: true,
};

const stoppedByHook: EndMeaning = {
  errorClass: 'PermissionError',
  advice:
    'A hook in a settings file of the folder, or of the worker’s user, ended it. Change that hook (`.claude/settings.json`), ' +
    'then retry the task.',
};

const interrupted: EndMeaning = {
  errorClass: 'TemporaryFailure',
  advice: 'Its turn was cut off, and not by Switchyard. The task is tried again and goes on where it was.',
};

const unusable: EndMeaning = {
  errorClass: 'TemporaryFailure',
  advice:
    'The model answered with nothing that could be used. The task is tried again, in a new conversation.',
  spoiled: true,
};

/** All but `completed`, which alone is success. The test compares the names with those that the CLI's SDK knows. */
export const terminalReasons = {
  blocking_limit: tooLong,
  rapid_refill_breaker: tooLong,
  prompt_too_long: tooLong,
  image_error: {
    errorClass: 'ValidationError',
    advice: 'A picture in the conversation is too large or can’t be read. Submit the task again without it.',
    spoiled: true,
  },
  model_error: {
    errorClass: 'TemporaryFailure',
    advice: 'The request to the model failed. The task is tried again and goes on where it was.',
  },
  api_error: {
    errorClass: 'ConnectionError',
    advice: 'Look at the worker’s network, proxy and ANTHROPIC_BASE_URL. The task is tried again.',
  },
  malformed_tool_use_exhausted: unusable,
  structured_output_retry_exhausted: unusable,
  aborted_streaming: interrupted,
  aborted_tools: interrupted,
  background_requested: interrupted,
  stop_hook_prevented: stoppedByHook,
  hook_stopped: stoppedByHook,
  tool_deferred: {
    errorClass: 'PermissionError',
    advice: 'A hook in a settings file puts this call off each time. Change that hook, then retry the task.',
  },
  tool_deferred_unavailable: {
    errorClass: 'ConfigurationError',
    advice:
      'The tool of the call that was put off isn’t there any more: look at the MCP servers of the folder.',
    spoiled: true,
  },
  max_turns: {
    errorClass: 'ValidationError',
    advice: 'Raise max_turns, and continue the task’s conversation in a new task.',
  },
  budget_exhausted: {
    errorClass: 'ValidationError',
    advice: 'Raise max_budget_usd, and continue the task’s conversation in a new task.',
  },
  turn_setup_failed: {
    errorClass: 'TemporaryFailure',
    advice: 'The CLI could not begin the turn: look at the end of the log. The task is tried again.',
  },
} as const satisfies Record<string, EndMeaning>;

/** @returns undefined for `completed`, and for the nothing that a CLI says which doesn't know reasons. */
export function meaningOf(reason: string | null | undefined): EndMeaning | undefined {
  if (reason === null || reason === undefined || reason === 'completed') return undefined;
  if (Object.hasOwn(terminalReasons, reason)) return terminalReasons[reason as keyof typeof terminalReasons];
  return {
    errorClass: 'TemporaryFailure',
    advice: `This version of Switchyard doesn’t know the reason “${reason}”. Look at the end of the log, and update Switchyard.`,
  };
}
