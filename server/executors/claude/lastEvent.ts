import type { LastEvent, SessionFigures } from '../executor.ts';
import { type ClaudeEnd, claudeFailure, mayResume } from './claudeOutcome.ts';
import { keptResult } from './resultFigures.ts';

/** The last event of a run, from how the CLI ended and what it said. */
export function lastEvent(
  end: ClaudeEnd & Pick<LastEvent, 'byItself' | 'peakBytes'> & { writesLost: boolean },
  figures: SessionFigures | undefined,
): LastEvent {
  const { result, exitCode, signal, byItself, peakBytes } = end;
  const failure = claudeFailure(end);
  const common = { exitCode, signal, byItself, peakBytes, figures };
  // Of a conversation that could not be saved the next run would know a part.
  const sessionSpoiled = end.writesLost || !mayResume(end);
  if (!failure) return { ...common, type: 'completed', result: result && keptResult(result), sessionSpoiled };
  return { ...common, type: 'error', failure, sessionSpoiled };
}
