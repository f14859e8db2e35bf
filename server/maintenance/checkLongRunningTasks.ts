/** Finds runs that take much longer than usual: they may hang, and nobody may know. */
import { z } from 'zod';
import type { AlertRaised } from '#shared/alert.ts';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import { hasLiveRun, statesWhere, type TaskState } from '#shared/taskState.ts';
import type { MaintenanceContext } from '../executors/maintenance/maintenanceActions.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

const RUNS_MAX = 1000;
/** With fewer ends to compare with, half of the timeout is what counts as long. */
const SAMPLES_MIN = 3;
const SAMPLES_MAX = 20;
/** Of the project's tasks, the latest: no index has the names. */
const LOOKED_AT_MAX = 5000;

const optionsSchema = z.strictObject({
  /** Longer than so many times the average of its last successes. */
  factor: z.number().min(1).max(1000).default(2),
  /** Whatever runs for less is fine, in seconds. */
  min_seconds: z.number().min(0).default(300),
});

export interface LongRunning {
  task_id: string;
  name: string;
  project_id: string;
  running_seconds: number;
  /** From when on it counts as long. */
  threshold_seconds: number;
  /** The average of the last successes of the same name and project; null if there are too few. */
  usual_seconds: number | null;
}

export interface LongRunningCheck {
  checked: number;
  long_running: LongRunning[];
  /** Runs that an alert was raised for and that haven't ended, as `task/number`: the next check tells of them no more. */
  alerted: string[];
}

interface Run {
  id: string;
  run_number: number;
  name: string;
  project_id: string;
  kind: string;
  timeout: number;
  started_at: string;
}

/** Raises an alert for each run once, though what is usual changes, and a pause lets it be usual again. */
export async function checkLongRunningTasks(
  deps: { store: Store; publish: (alerts: AlertRaised[]) => void },
  { options, signal }: MaintenanceContext,
): Promise<LongRunningCheck> {
  const { factor, min_seconds } = optionsSchema.parse(options);
  const { store } = deps;
  const now = new Date();
  const runs = await store.query<Run>(
    `select id, run_number, name, project_id, kind, timeout, started_at from tasks
      where status = 'running' and project_id <> ? and started_at < ? order by started_at limit ${RUNS_MAX}`,
    [SYSTEM_PROJECT, new Date(now.getTime() - min_seconds * 1000)],
  );
  const found: LongRunning[] = [];
  const alerted = await alertedBefore(store);
  const alerts: AlertRaised[] = [];
  for (const run of runs) {
    signal.throwIfAborted();
    const usual = await usualSeconds(store, run);
    const threshold = Math.max(min_seconds, usual === null ? run.timeout / 2 : usual * factor);
    const startedMs = dateFromColumn(run.started_at).getTime();
    const held = now.getTime() - startedMs < threshold * 1000 ? 0 : await heldSeconds(store, run, now);
    const running = (now.getTime() - startedMs) / 1000 - held;
    if (running < threshold) continue;
    const long: LongRunning = {
      task_id: run.id,
      name: run.name,
      project_id: run.project_id,
      running_seconds: running,
      threshold_seconds: threshold,
      usual_seconds: usual,
    };
    found.push(long);
    if (alerted.has(runName(run))) continue;
    alerted.add(runName(run));
    alerts.push(alertOf(long, now));
  }
  if (alerts.length > 0) deps.publish(alerts);
  return { checked: runs.length, long_running: found, alerted: [...alerted] };
}

function runName({ id, run_number }: { id: string; run_number: number }): string {
  return `${id}/${run_number}`;
}

/** Of those that the last check names, the ones that live. */
async function alertedBefore(store: Store): Promise<Set<string>> {
  const [last] = await store.query<{ alerted: string | null }>(
    `select cast(json_extract(result, '$.alerted') as char) as alerted from tasks
      where project_id = ? and status = 'success'
        and json_value(context, '$.action') = 'check_long_running_tasks'
      order by started_at desc limit 1`,
    [SYSTEM_PROJECT],
  );
  const names = new Set<string>(last?.alerted ? JSON.parse(last.alerted) : []);
  if (names.size === 0) return names;
  const live = await store.query<{ id: string; run_number: number }>(
    'select id, run_number from tasks where id in (?) and status in (?)',
    [[...names].map((name) => name.split('/')[0]), statesWhere(hasLiveRun)],
  );
  return new Set(live.map(runName).filter((name) => names.has(name)));
}

async function usualSeconds(store: Store, { project_id, kind, name }: Run): Promise<number | null> {
  const [row] = await store.query<{ samples: number; average: number | null }>(
    `select count(*) as samples, avg(duration) as average from (
      select duration from (
        select status, kind, name, duration, created_at from tasks where project_id = ?
          order by created_at desc limit ${LOOKED_AT_MAX}) latest
        where status = 'success' and kind = ? and name = ? order by created_at desc limit ${SAMPLES_MAX}) last_successes`,
    [project_id, kind, name],
  );
  return row && Number(row.samples) >= SAMPLES_MIN && row.average !== null ? Number(row.average) : null;
}

/** How long the latest run was paused or waited for answers: its running time stood still. */
async function heldSeconds(store: Store, { id }: Run, now: Date): Promise<number> {
  const moves = await store.query<{ to_status: TaskState; at: string }>(
    `select e.to_status, e.at from task_events e join tasks t on t.id = e.task_id and e.run = t.run_number
      where e.task_id = ? and e.type = 'task.status_changed' order by e.version`,
    [id],
  );
  return moves.reduce((sum, { to_status, at }, index) => {
    if (to_status !== 'paused' && to_status !== 'waiting_confirmation') return sum;
    const next = moves[index + 1];
    const until = next ? dateFromColumn(next.at) : now;
    return sum + (until.getTime() - dateFromColumn(at).getTime()) / 1000;
  }, 0);
}

function alertOf(long: LongRunning, at: Date): AlertRaised {
  const { name, usual_seconds: usual } = long;
  const seconds = Math.round(long.running_seconds);
  return {
    type: 'alert.raised',
    alert_type: 'long_running',
    severity: 'warning',
    task_id: long.task_id,
    project_id: long.project_id,
    message:
      usual === null
        ? `${name} has been running for ${seconds} s`
        : `${name} has been running for ${seconds} s, usually ${Math.round(usual)} s`,
    at: at.toISOString(),
  };
}
