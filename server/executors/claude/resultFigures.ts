/** What is kept of a run's results: each is the end of a turn, and sums what was before in its own way. */
import type { SessionFigures } from '../executor.ts';
import { deferredCall } from './claudeOutcome.ts';
import type { CliResult } from './cliMessages.ts';

/** As a model's use is told, and as it is known here. */
const SORTS = {
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheCreationInputTokens: 'cache_creation_input_tokens',
  cacheReadInputTokens: 'cache_read_input_tokens',
} as const;

export class ResultFigures {
  #turns = 0;
  #sums: Pick<SessionFigures, 'sessionCost' | 'sessionUsage'> | undefined;
  readonly #denials: unknown[] = [];

  add(result: CliResult): void {
    // A resumed conversation that is put off again counts its messages there.
    if (!deferredCall(result) || result.terminal_reason) this.#turns += result.num_turns;
    this.#denials.push(...result.permission_denials);
    // The result of a start that failed says nothing of what was before.
    if (this.#sums && result.total_cost_usd < this.#sums.sessionCost) return;
    this.#sums = { sessionCost: result.total_cost_usd, sessionUsage: usageOf(result) };
  }

  /** Undefined before the first result. */
  get figures(): SessionFigures | undefined {
    return this.#sums && { turns: this.#turns, ...this.#sums, permissionDenials: this.#denials };
  }
}

/** Over all models, subagents' requests included; `usage` is of the last turn alone, and of its own requests. */
function usageOf({ modelUsage, usage }: CliResult): Record<string, number> {
  const models = Object.values(modelUsage);
  return Object.fromEntries(
    Object.entries(SORTS).map(([told, sort]) => [
      sort,
      models.length === 0
        ? Number(usage[sort] ?? 0)
        : models.reduce((sum, model) => sum + Number(model[told] ?? 0), 0),
    ]),
  );
}

/** The result of a task: all that tells how its last turn went. */
export function keptResult({ type, credential_expires_at, ...kept }: CliResult): object {
  return kept;
}
