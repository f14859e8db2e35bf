/** Where the Claude CLI is, and whether the project allows it. */
import { findProgram } from '../../processes/findProgram.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import { CLAUDE_PROGRAM } from '../../tasks/projectRules.ts';
import { checkFolder, configurationError } from '../command/checkCommand.ts';
import type { RunContext } from '../executor.ts';

export async function findClaude(
  context: RunContext,
  claudeBin: string | undefined,
): Promise<{ program: string; cwd: string } | { failure: RunFailure }> {
  const checked = await checkFolder(context, CLAUDE_PROGRAM);
  if ('failure' in checked) return checked;
  const { cwd } = checked;
  const found = await findProgram(claudeBin ?? CLAUDE_PROGRAM, cwd, context.env.PATH ?? '');
  if ('path' in found) return { program: found.path, cwd };
  return configurationError(
    `the Claude CLI can’t be run: ${found.problem.replaceAll('_', ' ')} (looked in ${found.looked})`,
    'Install it on the worker’s machine (npm install -g @anthropic-ai/claude-code), or set SWITCHYARD_CLAUDE_BIN to ' +
      'its path and start the server again.',
  );
}
