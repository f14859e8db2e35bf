/** A project's own words for how its programs fail. */
import type { ErrorPattern } from '#shared/errorPattern.ts';
import type { RunEvent } from '../executors/executor.ts';

type LastEvent = Extract<RunEvent, { type: 'completed' | 'error' }>;

/** Whether the run failed by its program's own end: what never ran, was ended or only waits isn't a project's to name. */
export function isProgramsFailure(end: LastEvent | undefined): end is LastEvent & { type: 'error' } {
  if (end?.type !== 'error' || !end.byItself || end.failure.park || end.failure.wall) return false;
  return end.exitCode !== null || end.signal !== null;
}

/**
 * The end as the first pattern that fits it calls it, or as it was.
 * @param tails the end of what it printed, as lines.
 */
export function classedEnd(
  end: LastEvent & { type: 'error' },
  projectId: string,
  patterns: readonly ErrorPattern[],
  tails: readonly string[],
): LastEvent {
  const lines = tails.flatMap((tail) => tail.split('\n')).filter((line) => line !== '');
  const index = patterns.findIndex((pattern) => fits(pattern, end, lines));
  const pattern = patterns[index];
  if (!pattern) return end;
  const failure = {
    ...end.failure,
    errorClass: pattern.error_class,
    advice:
      `error_patterns[${index}] of the project ${projectId} says what this is: ${pattern.error_class}. ` +
      'Look at the end of the log.',
  };
  return { ...end, failure };
}

function fits(pattern: ErrorPattern, end: LastEvent, lines: readonly string[]): boolean {
  if (pattern.exit_code !== undefined && pattern.exit_code !== end.exitCode) return false;
  if (pattern.signal !== undefined && pattern.signal !== end.signal) return false;
  if (pattern.output === undefined) return true;
  const parts = pattern.output.split('*');
  return lines.some((line) => containsInOrder(line, parts));
}

/** Where the first place of each part is taken, the rest has the most room: nothing is ever tried twice. */
function containsInOrder(line: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = line.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}
