/** What a worker needs to run the Claude CLI against a fake API, without anybody's credentials or settings. */
export function claudeEnvironment({
  program,
  api,
  scratch,
}: {
  program: string;
  api: string;
  scratch: string;
}) {
  return {
    SWITCHYARD_CLAUDE_BIN: program,
    SWITCHYARD_CHILD_ENV: 'DISABLE_TELEMETRY',
    DISABLE_TELEMETRY: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_TMPDIR: scratch,
    // One repetition by the CLI itself, so that failures come soon.
    CLAUDE_CODE_MAX_RETRIES: '1',
    ANTHROPIC_BASE_URL: api,
    ANTHROPIC_API_KEY: 'dummy',
  };
}
