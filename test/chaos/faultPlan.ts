/** Which fault comes when, drawn from the seed. */
import type { SeededRandom } from './seededRandom.ts';

/** The first eight come in every plan that has room for them. */
export const faultKinds = [
  'kill_worker',
  'stop_worker_past_lease',
  'kill_database',
  'kill_redis',
  'empty_redis',
  'kill_dispatcher',
  'kill_api',
  'kill_worker_and_guard',
  'kill_scheduler',
  'kill_guard',
  'stop_worker_briefly',
  'freeze_database',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** It comes when so many runs have begun, so that it meets work, however fast the machine is. */
  afterBegins: number;
  /** Which of the workers, where it is about one. */
  worker: number;
  /** How long the victim stays dead or stopped. */
  forMs: number;
}

export const WORKERS = 3;
/** A little more than the lease of a worker. */
const PAST_LEASE_MS: [number, number] = [21_000, 24_000];
const lasts: Partial<Record<FaultKind, [number, number]>> = {
  stop_worker_past_lease: PAST_LEASE_MS,
  stop_worker_briefly: [500, 4000],
  freeze_database: [500, 4000],
};
const A_MOMENT: [number, number] = [0, 1500];
/** The last fault comes when this part of the tasks has begun: there is work left to meet. */
const PART_OF_THE_WORK = 0.75;

export function faultPlan(count: number, tasks: number, random: SeededRandom): Fault[] {
  const kinds = Array.from(
    { length: count },
    (_, index) => faultKinds[index % faultKinds.length] as FaultKind,
  );
  const gap = (tasks * PART_OF_THE_WORK) / count;
  let worker = random.between(0, WORKERS - 1);
  // They take turns: one that is stopped for long can't be hit by the next fault.
  const nextWorker = (kind: FaultKind) => (/worker|guard/.test(kind) ? ++worker % WORKERS : 0);
  return longOnesEarly(random.shuffled(kinds)).map((kind, index) => ({
    kind,
    afterBegins: Math.floor(index * gap + random.fraction() * gap) + 1,
    worker: nextWorker(kind),
    forMs: random.between(...(lasts[kind] ?? A_MOMENT)),
  }));
}

/** So that nobody waits at the end for a worker that is stopped. */
function longOnesEarly(kinds: FaultKind[]): FaultKind[] {
  const late = kinds.slice(Math.ceil(kinds.length / 2)).filter((kind) => kind === 'stop_worker_past_lease');
  const others = kinds.slice(Math.ceil(kinds.length / 2)).filter((kind) => kind !== 'stop_worker_past_lease');
  return [...late, ...kinds.slice(0, Math.ceil(kinds.length / 2)), ...others];
}
