/** Which Claude CLI can be held to what Switchyard promises. */

/**
 * The first one that blocks a tool whose hook in this process fails to answer (`onFailure: block` for callbacks, said
 * by `hook_on_failure_supported`). An older one runs tasks, but for those of projects with deny rules.
 */
export const LEAST_CLAUDE_VERSION = '2.1.317';

/** @param text what `claude --version` prints, such as `2.1.330 (Claude Code)`. */
export function claudeVersionIn(text: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(text)?.[0];
}

export function isOldClaude(version: string): boolean {
  const [have, least] = [version, LEAST_CLAUDE_VERSION].map((each) => each.split('.').map(Number));
  const place = least?.findIndex((part, index) => part !== have?.[index]) ?? -1;
  return place >= 0 && (have?.[place] ?? 0) < (least?.[place] ?? 0);
}

export function oldClaudeInWords(version: string): string {
  return `the Claude CLI is ${version}, and ${LEAST_CLAUDE_VERSION} or newer is needed`;
}
