/** Through which tier's queue a task goes: its own, or the next one down while its own is crowded. */
import { jobsPerSlot, type Tier, tierOf } from '#shared/priority.ts';

const CROWDED = 0.8;
const ROOMY = 0.6;
const LOAD_UNKNOWN = 0.5;
/** From here on a task keeps its tier, however crowded. */
const KEEPS_TIER_FROM = 8;

const alternatives: Readonly<Partial<Record<Tier, Tier>>> = {
  critical: 'high_priority',
  high_priority: 'normal',
  normal: 'low',
  low: 'background',
  background: 'low',
};

export interface TierUse {
  /** Tier → jobs that are admitted or run; a tier that isn't there is unknown. */
  jobs: ReadonlyMap<string, number>;
  /** Of all live workers. */
  slots: number;
}

/** Jobs for each slot of the tier's share of all slots. */
function tierLoad(tier: Tier, { jobs, slots }: TierUse): number {
  const admitted = jobs.get(tier);
  return admitted === undefined ? LOAD_UNKNOWN : jobsPerSlot(admitted, slots);
}

/** @param agedPriority with what the task gained by waiting; may be above 10. */
export function chooseTier(agedPriority: number, use: TierUse): Tier {
  const tier = tierOf(Math.min(10, agedPriority));
  const other = alternatives[tier];
  if (agedPriority >= KEEPS_TIER_FROM || other === undefined) return tier;
  return tierLoad(tier, use) > CROWDED && tierLoad(other, use) < ROOMY ? other : tier;
}
