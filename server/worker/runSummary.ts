/** The last line of a run's log: how long it was at work, and how long it waited. */
import { formatDuration } from '#shared/formatDuration.ts';
import { waitedSeconds } from '#shared/runTimes.ts';
import type { SessionFigures } from '../executors/executor.ts';

interface RunFigures {
  startedAt: Date | null;
  endedAt: Date;
  /** Seconds of running time. */
  duration: number | null;
  /** Of a conversation. */
  figures: Pick<SessionFigures, 'turns'> | undefined;
  /** Dollars, of this run. */
  cost: number;
}

/** Undefined for a run that is no conversation and waited for nobody: its log ends with its own last line. */
export function runSummary({ startedAt, endedAt, duration, figures, cost }: RunFigures): string | undefined {
  if (!startedAt || duration === null) return undefined;
  const waited = waitedSeconds({
    started_at: startedAt.toISOString(),
    completed_at: endedAt.toISOString(),
    duration,
  });
  if (!figures && waited === 0) return undefined;
  return [
    `ran ${formatDuration(duration, true)}`,
    ...(waited > 0 ? [`waited ${formatDuration(waited, true)} for people`] : []),
    ...(figures ? [`${figures.turns} ${figures.turns === 1 ? 'turn' : 'turns'}`, `$${cost.toFixed(4)}`] : []),
  ].join(', ');
}
