/** How many tasks of the kinds that have such a limit were started in the last minute. */
import { ratedKinds, rulesOfKind, type TaskKind } from '#shared/taskKinds.ts';
import { DB_NOW, dateFromColumn, type Statement } from '../store/sql.ts';
import type { Queries } from '../store/store.ts';
import type { Limits } from './limits.ts';

const MINUTE_MS = 60_000;

interface Starts {
  count: number;
  /** When the oldest of them is a minute old. */
  lessAt: Date | undefined;
}

/** Starts of the last minute, by kind, and by kind and project. */
export class StartRates {
  readonly #starts = new Map<string, Starts>();

  add(kind: TaskKind, projectId: string, count: number, oldestAt?: Date): void {
    if (rulesOfKind(kind).startsPerMinute === undefined) return;
    for (const key of [kind, `${kind} ${projectId}`]) {
      const known = this.#starts.get(key);
      const lessAt = oldestAt && new Date(oldestAt.getTime() + MINUTE_MS);
      this.#starts.set(key, {
        count: (known?.count ?? 0) + count,
        lessAt: earlier(known?.lessAt, lessAt),
      });
    }
  }

  /** What keeps another task of the kind from being started, if anything does. */
  exceeded(
    kind: TaskKind,
    projectId: string,
    limits: Limits,
  ): { whose: string; perMinute: number; until: Date | undefined } | undefined {
    if (rulesOfKind(kind).startsPerMinute === undefined) return undefined;
    const checks = [
      { whose: 'the installation', key: kind, perMinute: limits.startsPerMinute(kind) },
      {
        whose: `the project ${projectId}`,
        key: `${kind} ${projectId}`,
        perMinute: limits.of('project', projectId).perMinute,
      },
    ];
    for (const { whose, key, perMinute } of checks) {
      const { count, lessAt } = this.#starts.get(key) ?? { count: 0, lessAt: undefined };
      if (perMinute !== null && count >= perMinute) return { whose, perMinute, until: lessAt };
    }
    return undefined;
  }
}

function earlier(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (!a || !b) return a ?? b;
  return a < b ? a : b;
}

const STARTED = `select kind, project_id, count(*) as starts, min(at) as oldest from rated_starts
  where kind in (?) and at > ${DB_NOW} - interval 1 minute group by kind, project_id`;
const IS_NEXT = `select kind, project_id, count(*), null from tasks
  where status = 'received' and held = 0 and kind in (?) group by kind, project_id`;

/** Bounded by the limits themselves. */
export function readStarts(store: Queries): Promise<StartRates> {
  return readRates(store, STARTED, [ratedKinds]);
}

/** With what is admitted and to be started next. */
export function readStartRates(store: Queries): Promise<StartRates> {
  return readRates(store, `${STARTED} union all ${IS_NEXT}`, [ratedKinds, ratedKinds]);
}

async function readRates(store: Queries, sql: string, values: unknown[]): Promise<StartRates> {
  const rates = new StartRates();
  if (ratedKinds.length === 0) return rates;
  const rows = await store.query<{
    kind: TaskKind;
    project_id: string;
    starts: number;
    oldest: string | null;
  }>(sql, values);
  for (const { kind, project_id, starts, oldest } of rows) {
    rates.add(kind, project_id, Number(starts), oldest === null ? undefined : dateFromColumn(oldest));
  }
  return rates;
}

/** Goes with the claim of a task: its start counts from now on. */
export function startCounted(kind: TaskKind, projectId: string): Statement[] {
  if (rulesOfKind(kind).startsPerMinute === undefined) return [];
  return [
    {
      sql: `insert into rated_starts (kind, project_id, at) values (?, ?, ${DB_NOW})`,
      values: [kind, projectId],
    },
  ];
}
