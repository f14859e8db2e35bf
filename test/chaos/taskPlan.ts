/** What is submitted, drawn from the seed: most succeed; some fail, wait for others, are paused, are cancelled, or take too long. */
import type { SeededRandom } from './seededRandom.ts';

/** What is meant to become of it, if no worker dies too often. */
type Fate = 'succeeds' | 'flaky' | 'hopeless' | 'too_long' | 'cancelled' | 'paused' | 'by_hand';

export interface PlannedTask {
  index: number;
  fate: Fate;
  /** Of its program. */
  seconds: number;
  /** Runs up to this number fail. */
  failingRuns: number;
  ignoresTerm: boolean;
  /** Runs alone in this folder. */
  exclusiveFolder: string | undefined;
  priority: number;
  taskType: 'critical' | 'urgent' | 'normal' | 'background';
  maxRetries: number;
  retryDelay: number;
  /** Indexes of earlier tasks. */
  dependsOn: number[];
  onDependencyFailure: 'wait' | 'revoke';
  /** From its submit; undefined for a task that nobody cancels. */
  cancelAfterMs: number | undefined;
}

export const EXCLUSIVE_FOLDERS = ['left', 'middle', 'right'];
const PARENTS_AMONG_LAST = 30;
const ALWAYS = 1000;

export function taskPlan(count: number, random: SeededRandom): PlannedTask[] {
  const plan: PlannedTask[] = [];
  for (let index = 0; index < count; index++) plan.push(plannedTask(index, plan, random));
  return plan;
}

function plannedTask(index: number, before: readonly PlannedTask[], random: SeededRandom): PlannedTask {
  const fate = drawFate(random);
  // What somebody stands by for doesn't wait for others.
  const dependsOn = fate === 'by_hand' || fate === 'paused' ? [] : drawParents(before, random);
  // Who waits for a task that is tried again by hand until it succeeds can wait; others might wait for ever.
  const mayWait = dependsOn.every((parent) => before[parent]?.fate === 'by_hand');
  return {
    index,
    fate,
    seconds: { too_long: 60, paused: 2 }[fate as string] ?? drawSeconds(random),
    failingRuns: { flaky: random.between(1, 2), by_hand: 1, hopeless: ALWAYS }[fate as string] ?? 0,
    ignoresTerm: random.chance(0.05),
    exclusiveFolder: random.chance(0.08) ? random.pick(EXCLUSIVE_FOLDERS) : undefined,
    priority: random.between(1, 10),
    taskType: random.pick(['critical', 'urgent', 'normal', 'normal', 'normal', 'background']),
    maxRetries:
      fate === 'by_hand' ? 0 : random.between(fate === 'hopeless' ? 0 : 3, fate === 'hopeless' ? 2 : 6),
    retryDelay: random.between(1, 5) / 10,
    dependsOn,
    onDependencyFailure: mayWait ? 'wait' : 'revoke',
    cancelAfterMs: fate === 'cancelled' ? random.between(0, 4000) : undefined,
  };
}

function drawFate(random: SeededRandom): Fate {
  const drawn = random.fraction();
  if (drawn < 0.08) return 'flaky';
  if (drawn < 0.13) return 'hopeless';
  if (drawn < 0.16) return 'too_long';
  if (drawn < 0.22) return 'cancelled';
  if (drawn < 0.26) return 'by_hand';
  if (drawn < 0.3) return 'paused';
  return 'succeeds';
}

function drawSeconds(random: SeededRandom): number {
  return random.chance(0.06) ? random.between(20, 40) / 10 : random.between(5, 90) / 100;
}

function drawParents(before: readonly PlannedTask[], random: SeededRandom): number[] {
  if (before.length === 0 || !random.chance(0.18)) return [];
  const byHand = before.filter(({ fate }) => fate === 'by_hand').slice(-3);
  const from = byHand.length > 0 && random.chance(0.3) ? byHand : before.slice(-PARENTS_AMONG_LAST);
  const parents = Array.from({ length: random.between(1, 3) }, () => random.pick(from).index);
  return [...new Set(parents)];
}
