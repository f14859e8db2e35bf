import type { RunEvent } from '../executor.ts';
import { claudeFailure, mayResume } from './claudeOutcome.ts';
import type { CliResult } from './cliMessages.ts';
import { figuresOf, keptResult } from './resultFigures.ts';
import type { LimitFacts } from './usageLimit.ts';

interface ProcessEnd {
  exitCode: number | null;
  signal: string | null;
  byItself: boolean;
}

/**
 * The last event of a run, from how the CLI ended and what it said.
 * @param limit what it said of the limits that it met.
 */
export function lastEvent(end: ProcessEnd, result: CliResult | undefined, limit: LimitFacts): RunEvent {
  const figures = result && figuresOf(result);
  const failure = claudeFailure({ ...end, result, limit });
  if (!failure) return { ...end, type: 'completed', result: result && keptResult(result), figures };
  return { ...end, type: 'error', failure, figures, sessionSpoiled: !mayResume({ result }) };
}
