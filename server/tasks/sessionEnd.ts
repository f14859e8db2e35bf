/** What a run's conversation came to, as columns: this run's part on the run, the sum over all runs on the task. */
import type { Columns, Statement } from '../store/sql.ts';
import type { TaskRow } from '../store/task.entity.ts';

const DENIALS_MAX = 100;

export interface SessionEnd {
  sessionId: string;
  /** What the conversation had cost before this run, in dollars and in tokens. */
  before: SessionSums;
  /** A later run must not go on with it. */
  spoiled: boolean;
  /** Undefined: it told nothing. */
  figures:
    | {
        turns: number;
        sessionCost: number;
        sessionUsage: Record<string, number>;
        permissionDenials: unknown[];
      }
    | undefined;
}

/** What a conversation has come to so far, as the CLI sums it. */
export interface SessionSums {
  /** Dollars. */
  cost: number;
  /** Tokens, by their sort. */
  usage: Record<string, number>;
}

export interface SessionColumns {
  task: Columns;
  run: Columns;
  also: Statement[];
  /** Dollars, of this run. */
  cost: number;
}

type Sums = Pick<TaskRow, 'numTurns' | 'totalCostUsd' | 'tokenUsage' | 'permissionDenials'>;

/** @param ofTask its sums as they were before this run. */
export function sessionColumns(
  ofTask: Sums,
  { sessionId, before, spoiled, figures }: SessionEnd,
): SessionColumns {
  const forgotten: Columns = spoiled ? { sessionHost: null } : {};
  if (!figures) return { task: forgotten, run: {}, also: [], cost: 0 };
  const { turns, sessionCost, sessionUsage, permissionDenials } = figures;
  // Of the whole conversation, unless the CLI has forgotten what was before.
  const goesOn = sessionCost >= before.cost;
  const cost = goesOn ? sessionCost - before.cost : sessionCost;
  const usage = goesOn ? difference(sessionUsage, before.usage) : sessionUsage;
  return {
    task: {
      ...forgotten,
      numTurns: (ofTask.numTurns ?? 0) + turns,
      totalCostUsd: (ofTask.totalCostUsd ?? 0) + cost,
      tokenUsage: summed(ofTask.tokenUsage ?? {}, usage),
      permissionDenials: [...(ofTask.permissionDenials ?? []), ...permissionDenials].slice(-DENIALS_MAX),
    },
    run: { cost },
    cost,
    also: [
      {
        sql: 'update session_uses set cost = ?, token_usage = ? where session_id = ?',
        values: [sessionCost, JSON.stringify(sessionUsage), sessionId],
      },
    ],
  };
}

/** What a run adds to its conversation; one that was resumed from elsewhere may know less of a sort than before. */
function difference(
  whole: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(whole).map(([sort, tokens]) => [sort, Math.max(0, tokens - (before[sort] ?? 0))]),
  );
}

function summed(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sorts = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(sorts.map((sort) => [sort, (a[sort] ?? 0) + (b[sort] ?? 0)]));
}
