/** Why the CLI refused to start, by the names that it gives: `startup_failure_reason` of a result. */
import type { ErrorClass } from '#shared/errorClasses.ts';

interface StartupFailure {
  errorClass: ErrorClass;
  advice: string;
}

const configuration = (advice: string): StartupFailure => ({ errorClass: 'ConfigurationError', advice });
const login = (advice: string): StartupFailure => ({ errorClass: 'AuthenticationError', advice });
const later = (advice: string): StartupFailure => ({ errorClass: 'ServiceUnavailable', advice });
/** Nothing of this is set by a person: Switchyard and the CLI don't fit together. */
const mismatch = configuration(
  'This version of Switchyard and the CLI on the worker’s machine don’t fit together. Update both.',
);

/** The test compares the names with those that the CLI's SDK knows. */
export const startupFailures = {
  org_pin_api_key_conflict: login(
    'The worker’s machine is bound to an organisation, and an API key is set as well. Take the key away from the ' +
      'server’s, the project’s and the task’s variables, or the binding from the managed settings.',
  ),
  provider_not_allowed: configuration(
    'The managed settings of the worker’s machine don’t allow this provider. Look at ANTHROPIC_BASE_URL and the ' +
      'CLAUDE_CODE_USE_… variables.',
  ),
  org_verify_failed: login(
    'Which organisation the login belongs to could not be told. Log in again on the worker’s machine (`claude`, then /login).',
  ),
  org_pin_mismatch: login(
    'The login belongs to another organisation than the worker’s machine is bound to. Log in with an account of that one.',
  ),
  managed_settings_invalid: configuration(
    'The managed settings on the worker’s machine can’t be used: an administrator of that machine has to mend them.',
  ),
  remote_settings_required_unavailable: later(
    'The organisation’s settings can’t be fetched, and nothing may run without them. The task is tried again.',
  ),
  org_config_required_unavailable: later(
    'The organisation’s configuration can’t be fetched, and nothing may run without it. The task is tried again.',
  ),
  org_config_refused: configuration(
    'The organisation’s configuration was refused on the worker’s machine: its administrator has to look at it.',
  ),
  gateway_signin_required: login(
    'The gateway asks for a sign-in. Sign in on the worker’s machine as the worker’s user (`claude`, then /login).',
  ),
  gateway_access_denied: login('The gateway doesn’t let this account in. Ask its administrator for access.'),
  proxy_invalid: configuration(
    'The proxy can’t be used: look at HTTPS_PROXY and HTTP_PROXY, of the server, the project and the task.',
  ),
  temp_dir_unusable: configuration(
    'The folder for temporary files can’t be written: look at TMPDIR and CLAUDE_CODE_TMPDIR, and at the disk.',
  ),
  cwd_unavailable: configuration('The working folder is gone or can’t be entered: look at working_dir.'),
  shell_tool_missing: configuration(
    'There is no shell that the CLI can use on the worker’s machine. Install bash, or look at CLAUDE_CODE_SHELL.',
  ),
  session_held_by_background: {
    errorClass: 'TemporaryFailure',
    advice: 'Another process of the CLI has this conversation. The task is tried again.',
  },
  worktree_resume_refused: configuration(
    'The conversation belongs to a worktree that it can’t go on in. Submit the prompt as a new task.',
  ),
  worktree_unverified: configuration(
    'Whether the conversation’s worktree is still its own could not be told. Submit the prompt as a new task.',
  ),
  cli_version_too_old: configuration(
    'The Claude CLI is too old to be let in. Update it on the worker’s machine: npm install -g @anthropic-ai/claude-code',
  ),
  bypass_root: configuration('Permissions can’t be skipped as root. Take that setting away.'),
  sandbox_required_unavailable: configuration(
    'The settings demand a sandbox that the worker’s machine doesn’t have. Install what it needs, or change them.',
  ),
  config_file_invalid: configuration(
    'A configuration file of the CLI isn’t valid JSON; the message names it. Mend it, or take its backup.',
  ),
  managed_settings_not_delivered: mismatch,
  initialize_fields_not_delivered: mismatch,
  initialize_not_first: mismatch,
  sideload_flags_disabled: configuration(
    'The managed settings forbid options that Switchyard gives to the CLI. An administrator of that machine has to allow them.',
  ),
} as const satisfies Record<string, StartupFailure>;

export function startupFailure(reason: string): StartupFailure {
  if (Object.hasOwn(startupFailures, reason)) return startupFailures[reason as keyof typeof startupFailures];
  return configuration(`The CLI refuses to start (${reason}): look at what it says.`);
}
