/**
 * Real processes under real faults, drawn from a seed: SWITCHYARD_CHAOS_SEED repeats a plan. What the machine makes of
 * it in time differs from run to run; what holds afterwards may not.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { expect, onTestFinished, test } from 'vitest';
import { readProcessTable } from '../../server/processes/processTable.ts';
import { findTree, TASK_VARIABLE } from '../../server/processes/processTree.ts';
import { taskQueues } from '../../server/queue/queueNames.ts';
import { DEFAULT_PREFIX, queuePrefix } from '../../server/redis/redis.ts';
import { isFinal } from '../../shared/taskState.ts';
import { eventually } from '../support/eventually.ts';
import { FaultsUnderWay } from './carryOut.ts';
import { type Fault, faultKinds, faultPlan } from './faultPlan.ts';
import * as findings from './findings.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { seededRandom } from './seededRandom.ts';
import { readCounters, readDatabase, readStoredTasks } from './storedTasks.ts';
import { taskPlan } from './taskPlan.ts';
import { countBegins, readWitness } from './witness.ts';
import { Workload } from './workload.ts';

const long = process.env.SWITCHYARD_CHAOS === 'long';
const {
  tasks: TASKS,
  faults: FAULTS,
  minutes,
} = long ? { tasks: 550, faults: 48, minutes: 15 } : { tasks: 120, faults: 8, minutes: 3 };
/** The short form is the same each time, unless told; the long one looks for what nobody has seen yet. */
const SEED = Number(process.env.SWITCHYARD_CHAOS_SEED ?? (long ? Date.now() % 1_000_000 : 1));
const SETTLES_WITHIN_MS = 120_000;

test(`${TASKS} tasks under ${FAULTS} faults, seed ${SEED}`, { timeout: minutes * 60_000 }, async () => {
  const report = (line: string) => console.log(`${(performance.now() / 1000).toFixed(1)} s: ${line}`);
  report(`SWITCHYARD_CHAOS_SEED=${SEED} repeats this plan`);
  const random = seededRandom(SEED);
  const plan = taskPlan(TASKS, random);
  const faults = faultPlan(FAULTS, TASKS, random);
  const fleet = await startFleet();
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') report(fleet.outputs());
    await fleet.destroy();
  }, 60_000);
  const workload = new Workload(fleet, plan);
  const underWay = new FaultsUnderWay(fleet, report);

  await Promise.all([workload.submitAll(), carryOutAll(faults, underWay, workload.folder)]);
  expect(underWay.done).toBe(FAULTS);
  report('every task was accepted, every fault carried out');
  await eventually(() => workload.allOver(), { timeoutMs: SETTLES_WITHIN_MS, intervalMs: 250 });
  report('every task is over');

  const lines = readWitness(workload.folder);
  const { tasks, counters } = await readDatabase(fleet.database.url, async (query) => ({
    tasks: await readStoredTasks(query),
    counters: await readCounters(query),
  }));
  report(
    `${summary(tasks.map(({ status }) => status))}; ${lines.filter(({ word }) => word === 'begins').length} runs began`,
  );
  report(
    `retries: ${summary(tasks.flatMap(({ retryHistory }) => retryHistory.map(({ error_class }) => error_class)))}`,
  );
  const edges = plan.flatMap(({ index, dependsOn }) =>
    dependsOn.map((parent) => ({
      child: workload.ids[index] as string,
      parent: workload.ids[parent] as string,
    })),
  );
  expect(tasks.map(({ id }) => id).toSorted()).toEqual(workload.ids.toSorted());
  expect(tasks.filter(({ status }) => !isFinal(status))).toEqual([]);
  expect(findings.overlapping(lines)).toEqual([]);
  expect(findings.illegalHistories(tasks)).toEqual([]);
  expect(findings.unaccountedRetries(tasks)).toEqual([]);
  expect(findings.wrongResults(tasks, lines)).toEqual([]);
  expect(findings.earlyDependents(edges, tasks, lines)).toEqual([]);
  expect(findings.miscounted(tasks, counters)).toEqual([]);
  await eventually(async () => expect(await jobsLeft(fleet)).toEqual([]), { timeoutMs: 30_000 });
  await eventually(() => expect(processesLeft(workload.ids)).toEqual([]), { timeoutMs: 10_000 });
  expect(await fleet.stopRoles()).toEqual([]);
});

async function carryOutAll(
  faults: readonly Fault[],
  underWay: FaultsUnderWay,
  folder: string,
): Promise<void> {
  for (const fault of faults) {
    while (countBegins(folder) < fault.afterBegins) await delay(20);
    underWay.begin(fault);
  }
  await underWay.settled();
}

/** Jobs in Redis, whatever their state. */
async function jobsLeft({ redis }: Fleet): Promise<string[]> {
  const queues = taskQueues.map(
    (name) => new Queue(name, { connection: { path: redis.socket }, prefix: queuePrefix(DEFAULT_PREFIX) }),
  );
  try {
    const counts = await Promise.all(queues.map((queue) => queue.getJobCounts()));
    return counts.flatMap((count, index) =>
      Object.entries(count).flatMap(([state, jobs]) =>
        jobs > 0 ? [`${taskQueues[index]}: ${jobs} ${state}`] : [],
      ),
    );
  } finally {
    await Promise.all(queues.map((queue) => queue.close()));
  }
}

function processesLeft(ids: readonly string[]): number[] {
  const table = readProcessTable();
  return ids.flatMap((id) => findTree({ mark: `${TASK_VARIABLE}=${id}` }, table)).map(({ pid }) => pid);
}

function summary(words: readonly string[]): string {
  const groups = Object.entries(Object.groupBy(words, (word) => word));
  return groups.map(([word, all]) => `${all?.length} ${word}`).join(', ');
}

test('a plan is its seed’s alone, and the short one has room for the faults that matter', () => {
  const plans = [1, 1, 2].map((seed) => {
    const random = seededRandom(seed);
    return JSON.stringify([taskPlan(50, random), faultPlan(8, 50, random)]);
  });
  expect(plans[0]).toBe(plans[1]);
  expect(plans[0]).not.toBe(plans[2]);
  const kinds = new Set(faultPlan(8, 50, seededRandom(3)).map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(faultKinds.slice(0, 8)));
});
