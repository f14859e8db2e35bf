/** What a run's conversation came to, as columns: this run's part on the run, the sum over all runs on the task. */
import type { Columns, Statement } from '../store/sql.ts';
import type { TaskRow } from '../store/task.entity.ts';

const DENIALS_MAX = 100;

export interface SessionEnd {
  sessionId: string;
  /** Dollars; what the conversation had cost before this run. */
  costBefore: number;
  /** A later run must not go on with it. */
  spoiled: boolean;
  /** Undefined: it told nothing. */
  figures:
    | { turns: number; sessionCost: number; usage: Record<string, number>; permissionDenials: unknown[] }
    | undefined;
}

export interface SessionColumns {
  task: Columns;
  run: Columns;
  also: Statement[];
  /** Dollars, of this run. */
  cost: number;
}

type Sums = Pick<TaskRow, 'numTurns' | 'totalCostUsd' | 'tokenUsage' | 'permissionDenials'>;

/** @param before the task's sums as they were before this run. */
export function sessionColumns(
  before: Sums,
  { sessionId, costBefore, spoiled, figures }: SessionEnd,
): SessionColumns {
  const forgotten: Columns = spoiled ? { sessionHost: null } : {};
  if (!figures) return { task: forgotten, run: {}, also: [], cost: 0 };
  const { turns, sessionCost, usage, permissionDenials } = figures;
  // The cost is of the whole conversation, unless the CLI has forgotten what it cost before.
  const cost = sessionCost >= costBefore ? sessionCost - costBefore : sessionCost;
  return {
    task: {
      ...forgotten,
      numTurns: (before.numTurns ?? 0) + turns,
      totalCostUsd: (before.totalCostUsd ?? 0) + cost,
      tokenUsage: summed(before.tokenUsage ?? {}, usage),
      permissionDenials: [...(before.permissionDenials ?? []), ...permissionDenials].slice(-DENIALS_MAX),
    },
    run: { cost },
    cost,
    also: [
      { sql: 'update session_uses set cost = ? where session_id = ?', values: [sessionCost, sessionId] },
    ],
  };
}

function summed(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sorts = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(sorts.map((sort) => [sort, (a[sort] ?? 0) + (b[sort] ?? 0)]));
}
