/** What is wrong after the faults, in words; each of these answers an empty list when all is well. */
import { canMove, isFinal } from '../../shared/taskState.ts';
import type { StoredChange, StoredCounters, StoredTask } from './storedTasks.ts';
import type { WitnessLine } from './witness.ts';

const BY_HAND = 'retried by hand';
const HANDED_BACK = /^handed back/;
const WORKER_LOST = /^WorkerLost/;

/** The processes saw for themselves that they were not alone. */
export function overlapping(lines: readonly WitnessLine[]): string[] {
  const seen = lines.filter(({ word }) => word === 'beside_itself' || word === 'not_alone');
  const latest = new Map<string, number>();
  const late = lines.filter(({ taskId, run }) => {
    const before = latest.get(taskId) ?? 0;
    latest.set(taskId, Math.max(before, run));
    return run < before;
  });
  return [
    ...seen.map(({ taskId, run, word }) => `${taskId} run ${run} is ${word}`),
    ...late.map(({ taskId, run, word }) => `${taskId} run ${run} ${word} after a later run began`),
  ];
}

/** Every move is in the table and starts where the one before it ended; versions count up from 1 without a gap. */
export function illegalHistories(tasks: readonly StoredTask[]): string[] {
  return tasks.flatMap(({ id, status, version, events }) => {
    const moves = movesOf({ events });
    const wrong = moves.flatMap((move, index) => {
      const linked = move.from === (moves[index - 1]?.to ?? null);
      return linked && isMove(move, index) ? [] : [`${id} v${move.version}: ${move.from} → ${move.to}`];
    });
    if (!events.every((event, index) => event.version === index + 1)) wrong.push(`${id} misses a version`);
    const [last, end] = [events.at(-1)?.version, moves.at(-1)?.to];
    if (end !== status || last !== version)
      wrong.push(`${id} is ${status} v${version}, its history ends with ${end} v${last}`);
    return wrong;
  });
}

/** Other changes leave the state as it is. */
function isOfState({ type }: StoredChange): boolean {
  return type === 'task.created' || type === 'task.status_changed';
}

function isMove({ from, to }: StoredChange, index: number): boolean {
  return index === 0 ? from === null && to === 'pending' : from !== null && canMove(from, to);
}

/**
 * Each retry has its record, and each run its end; none is counted that a worker handed back, or that waited for a
 * person when its worker was lost.
 */
export function unaccountedRetries(tasks: readonly StoredTask[]): string[] {
  return tasks.flatMap((task) => {
    const { id, runs, retryHistory, retryCount, maxRetries } = task;
    const moves = movesOf(task);
    const retries = moves.filter(({ to }) => to === 'retry');
    const counted = moves.filter((move, index) => move.to === 'retry' && isCounted(moves, index));
    const lastByHand = retries.findLastIndex(({ reason }) => reason === BY_HAND);
    const sinceByHand = retries.slice(lastByHand + 1).filter((each) => counted.includes(each));
    const claims = moves.filter(({ to }) => to === 'started').length;
    const wrong = [
      counted.length === retryHistory.length
        ? ''
        : `${counted.length} retries, ${retryHistory.length} records`,
      sinceByHand.length === retryCount ? '' : `${sinceByHand.length} retries, but it counts ${retryCount}`,
      retryCount <= maxRetries ? '' : `${retryCount} retries of at most ${maxRetries}`,
      runs.length === claims ? '' : `${claims} claims, ${runs.length} runs`,
      runs.every(({ number }, index) => number === index + 1) ? '' : 'its runs are not numbered from 1 on',
      runs.every(({ endedAt }) => endedAt !== null) ? '' : 'a run has no end',
      mismatch(
        retryHistory.map(({ error_class }) => error_class),
        counted.map(({ reason }) => reason.split(':')[0] as string),
      ),
    ];
    return wrong.filter(Boolean).map((what) => `${id}: ${what}`);
  });
}

/** @param index of a move to `retry`. It comes through `failure`; and who waited for a person, through `running`. */
function isCounted(moves: readonly StoredChange[], index: number): boolean {
  const { reason } = moves[index] as StoredChange;
  if (reason === BY_HAND || HANDED_BACK.test(reason)) return false;
  return !WORKER_LOST.test(reason) || moves[index - 2]?.from !== 'waiting_confirmation';
}

function movesOf({ events }: Pick<StoredTask, 'events'>): StoredChange[] {
  return events.filter(isOfState);
}

function mismatch(records: string[], reasons: string[]): string {
  return records.join() === reasons.join()
    ? ''
    : `records say ${records.join()}, the history ${reasons.join()}`;
}

/**
 * What the server stored of a run is what its process did; and a task that succeeded did so in its last run only.
 * (A process may have ended well without the server's having heard of it: then its worker was lost.)
 */
export function wrongResults(tasks: readonly StoredTask[], lines: readonly WitnessLine[]): string[] {
  const told = new Set(lines.map(({ taskId, run, word }) => `${taskId}.${run} ${word}`));
  return tasks.flatMap(({ id, status, runs }) => {
    const unproven = runs.filter(
      (run) =>
        (run.status === 'success' && !told.has(`${id}.${run.number} succeeds`)) ||
        (run.errorClass === 'CommandFailed' && !told.has(`${id}.${run.number} fails`)),
    );
    const successes = runs.filter((run) => run.status === 'success');
    const wrong = unproven.map(
      ({ number, status: said }) => `${id} run ${number} is ${said}, its process didn't say so`,
    );
    const wanted = status === 'success' ? 1 : 0;
    if (successes.length !== wanted)
      wrong.push(`${id} is ${status} with ${successes.length} runs that succeeded`);
    if (status === 'success' && runs.at(-1)?.status !== 'success')
      wrong.push(`${id} ran on after its success`);
    return wrong;
  });
}

/** Nothing began before all that it depends on had succeeded, and each task was released once. */
export function earlyDependents(
  edges: readonly { child: string; parent: string }[],
  tasks: readonly StoredTask[],
  lines: readonly WitnessLine[],
): string[] {
  const statuses = new Map(tasks.map(({ id, status }) => [id, status]));
  const firstBegin = new Map<string, number>();
  const success = new Map<string, number>();
  for (const [index, { taskId, word }] of lines.entries()) {
    if (word === 'begins' && !firstBegin.has(taskId)) firstBegin.set(taskId, index);
    if (word === 'succeeds') success.set(taskId, index);
  }
  return edges.flatMap(({ child, parent }) => {
    const began = firstBegin.get(child);
    if (began === undefined) {
      const doomed = statuses.get(child) === 'revoked';
      return doomed ? [] : [`${child} never ran, and is ${statuses.get(child)}`];
    }
    const ended = success.get(parent);
    if (statuses.get(parent) === 'success' && ended !== undefined && ended < began) return [];
    return [`${child} began, though ${parent}, on which it depends, is ${statuses.get(parent)}`];
  });
}

/** The counters agree with the histories: each end and each failed run counted once. */
export function miscounted(tasks: readonly StoredTask[], counters: StoredCounters): string[] {
  const ended: Record<string, number> = {};
  const failed: Record<string, number> = {};
  const add = (to: Record<string, number>, name: string) => {
    to[name] = (to[name] ?? 0) + 1;
  };
  for (const task of tasks) {
    const moves = movesOf(task);
    for (const [index, { from, to, reason }] of moves.entries()) {
      const isFailedRun = (to === 'failure' || to === 'timeout') && !HANDED_BACK.test(reason);
      if (isFailedRun) add(failed, to === 'timeout' ? 'TimeoutError' : (reason.split(':')[0] as string));
      const next = moves[index + 1];
      const passing = to === 'failure' && next?.to === 'retry' && next.reason !== BY_HAND;
      if (isFinal(to) && from !== 'failure' && !passing) add(ended, to);
    }
  }
  const letters = tasks.filter(({ status }) => status === 'failure').map(({ id }) => id);
  return [
    sorted(ended) === sorted(counters.ended)
      ? ''
      : `ended ${sorted(ended)}, counted ${sorted(counters.ended)}`,
    sorted(failed) === sorted(counters.failed)
      ? ''
      : `failed ${sorted(failed)}, counted ${sorted(counters.failed)}`,
    letters.toSorted().join() === counters.deadLetters.toSorted().join()
      ? ''
      : 'dead letters are not the failures',
  ].filter(Boolean);
}

function sorted(counts: Record<string, number>): string {
  return JSON.stringify(Object.entries(counts).toSorted());
}
