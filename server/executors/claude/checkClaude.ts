/** Which Claude CLI a worker has, and why its tasks can't be run with it, for an administrator. */

import { errorMessage } from '../../errors.ts';
import { findProgram } from '../../processes/findProgram.ts';
import { runCommand } from '../../processes/runCommand.ts';
import { CLAUDE_PROGRAM } from '../../tasks/projectRules.ts';
import { claudeVersionIn, isOldClaude, oldClaudeInWords } from './cliVersion.ts';

const ANSWER_MS_MAX = 20_000;

export interface FoundClaude {
  version: string | null;
  problem: string | null;
}

/**
 * Never throws.
 * @param claudeBin undefined: the first `claude` in the PATH of `env`.
 */
export async function checkClaude(
  claudeBin: string | undefined,
  env: Readonly<Record<string, string>>,
): Promise<FoundClaude> {
  const found = await findProgram(claudeBin ?? CLAUDE_PROGRAM, '/', env.PATH ?? '');
  if (!('path' in found))
    return {
      version: null,
      problem: `no Claude CLI: ${found.problem.replaceAll('_', ' ')} (looked in ${found.looked})`,
    };
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const version = claudeVersionIn(await runCommand(found.path, ['--version'], { env, signal }));
    if (!version) return { version: null, problem: `${found.path} tells no version` };
    return { version, problem: isOldClaude(version) ? oldClaudeInWords(version) : null };
  } catch (error) {
    return { version: null, problem: `${found.path} can’t be asked for its version: ${errorMessage(error)}` };
  }
}
