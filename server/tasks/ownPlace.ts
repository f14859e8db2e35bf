import { type Tier, tierOf } from '#shared/priority.ts';
import { rulesOfKind, type TaskKind } from '#shared/taskKinds.ts';

/** Where a task waits: the tier of its effective priority, and that one's queue, unless its kind has one of its own. */
export function ownPlace(kind: TaskKind, effectivePriority: number): { tier: Tier; queue: string } {
  const tier = tierOf(effectivePriority);
  return { tier, queue: rulesOfKind(kind).queue ?? tier };
}
