/** Whether the CLI can be held to a project's deny rules. Its hooks let a tool through when they fail, unless it says otherwise. */
import type { RunFailure } from '../../tasks/failRun.ts';
import type { InitializeReply } from './cliMessages.ts';
import { LEAST_CLAUDE_VERSION } from './cliVersion.ts';

/** @returns why a project with deny rules must not be worked on; undefined if the rules hold. */
export function unheldRules(reply: InitializeReply | undefined): RunFailure | undefined {
  if (reply?.hooks_applied === true && reply.hook_on_failure_supported === true) return undefined;
  const version = reply?.claude_code_version ?? 'of an unknown version';
  return {
    errorClass: 'ConfigurationError',
    message: `the Claude CLI (${version}) can’t be held to the deny rules of the project: ${LEAST_CLAUDE_VERSION} or newer is needed`,
    advice:
      'Update the CLI on the worker’s machine (npm install -g @anthropic-ai/claude-code), then retry the task.',
  };
}
