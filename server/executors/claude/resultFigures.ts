/** What is kept of a result. */
import type { SessionFigures } from '../executor.ts';
import type { CliResult } from './cliMessages.ts';

const TOKENS = ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'];

export function figuresOf(result: CliResult): SessionFigures {
  const usage = TOKENS.map((sort) => [sort, Number(result.usage[sort] ?? 0)]);
  return {
    turns: result.num_turns,
    sessionCost: result.total_cost_usd,
    usage: Object.fromEntries(usage),
    permissionDenials: result.permission_denials,
  };
}

/** The result of a task: all that tells how it went. */
export function keptResult({ type, credential_expires_at, ...kept }: CliResult): object {
  return kept;
}
