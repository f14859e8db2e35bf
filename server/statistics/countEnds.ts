/**
 * Counters of how tasks ended, written in the transaction that ends them: each end counts once, whatever crashes.
 * A transaction adds up what it counts, so that a batch of 200 ends writes a few rows.
 */
import type { ErrorType } from '#shared/errorClasses.ts';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { TaskState } from '#shared/taskState.ts';
import { type Columns, insertRows, type Statement } from '../store/sql.ts';
import { dayOf, slotOf } from './counterTimes.ts';
import { bucketOf } from './durationBuckets.ts';

/**
 * A counter's row is locked until its transaction is durable. Processes that end tasks at the same time write rows
 * of their own; readers add them up.
 */
const SHARDS = 16;
const SHARD = process.pid % SHARDS;

export interface EndedTask {
  projectId: string;
  kind: string;
  /** The final state that it reached. */
  status: TaskState;
  /** Seconds that its last run took; null if none began. */
  runSeconds: number | null;
  /** Seconds from when it could have run until its last run began; null if none began. */
  waitSeconds: number | null;
}

export interface FailedRun {
  projectId: string;
  errorType: ErrorType;
  errorClass: string;
  /** Its task ended with it. */
  final: boolean;
}

/** What one transaction counts. */
export class EndCounts {
  readonly #at: Date;
  readonly #tasks = new Map<string, Columns>();
  readonly #durations = new Map<string, Columns>();
  readonly #errors = new Map<string, Columns>();

  constructor(at: Date) {
    this.#at = at;
  }

  ended({ projectId, kind, status, runSeconds, waitSeconds }: EndedTask): void {
    if (projectId === SYSTEM_PROJECT) return;
    const values = {
      ended: 1,
      ran: runSeconds === null ? 0 : 1,
      runSeconds: runSeconds ?? 0,
      runMin: runSeconds,
      runMax: runSeconds,
      waited: waitSeconds === null ? 0 : 1,
      waitSeconds: waitSeconds ?? 0,
    };
    for (const [grain, startsAt] of [
      ['day', dayOf(this.#at)],
      ['slot', slotOf(this.#at)],
    ]) {
      add(this.#tasks, { grain, startsAt, projectId, kind, status, shard: SHARD }, values);
    }
    // A run that was cancelled says nothing about how long such tasks take.
    if (runSeconds === null || status === 'revoked') return;
    const key = { day: dayOf(this.#at), kind, bucket: bucketOf(runSeconds), shard: SHARD };
    add(this.#durations, key, { ended: 1 });
  }

  failed({ projectId, errorType, errorClass, final }: FailedRun): void {
    if (projectId === SYSTEM_PROJECT) return;
    const key = { day: dayOf(this.#at), projectId, errorType, errorClass, shard: SHARD };
    add(this.#errors, key, { failed: 1, final: final ? 1 : 0 });
  }

  /** The last of the transaction, so that no counter is locked longer than the commit takes. */
  statements(): Statement[] {
    return [
      ...addUp('task_counters', this.#tasks, [
        sumOf('ended', 'ran', 'run_seconds', 'waited', 'wait_seconds'),
        // Both are null where nothing ran yet, and `least` of a null is null.
        'run_min = least(coalesce(run_min, values(run_min)), coalesce(values(run_min), run_min))',
        'run_max = greatest(coalesce(run_max, values(run_max)), coalesce(values(run_max), run_max))',
      ]),
      ...addUp('duration_counters', this.#durations, [sumOf('ended')]),
      ...addUp('error_counters', this.#errors, [sumOf('failed', 'final')]),
    ];
  }
}

function add(rows: Map<string, Columns>, key: Columns, values: Columns): void {
  const name = Object.values(key).join('\n');
  const known = rows.get(name);
  if (!known) {
    rows.set(name, { ...key, ...values });
    return;
  }
  for (const [column, value] of Object.entries(values)) known[column] = merged(column, known[column], value);
}

function merged(column: string, before: unknown, more: unknown): unknown {
  if (before === null) return more;
  if (more === null) return before;
  if (column === 'runMin') return Math.min(before as number, more as number);
  if (column === 'runMax') return Math.max(before as number, more as number);
  return (before as number) + (more as number);
}

const sumOf = (...columns: string[]) =>
  columns.map((name) => `${name} = ${name} + values(${name})`).join(', ');

function addUp(table: string, rows: Map<string, Columns>, updates: string[]): Statement[] {
  if (rows.size === 0) return [];
  // Sorted, so that two transactions lock the rows in the same order.
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const { sql, values } = insertRows(table, sorted);
  return [{ sql: `${sql} on duplicate key update ${updates.join(', ')}`, values }];
}
