import { tierOf } from '#shared/priority.ts';
import { rulesOfKind, type TaskKind } from '#shared/taskKinds.ts';

/** A waiting task as it was read. */
export interface ReadTask {
  id: string;
  version: number;
  kind: TaskKind;
}

/** The change that gives a waiting task this effective priority, unless somebody has changed it since it was read. */
export function priorityChange({ id, version, kind }: ReadTask, effective: number, reason: string) {
  const tier = tierOf(effective);
  const queue = rulesOfKind(kind).queue ?? tier;
  return {
    taskId: id,
    decide: (task: { version: number }) =>
      task.version === version
        ? { path: [], columns: { effectivePriority: effective, tier, queue }, actor: 'dispatcher', reason }
        : undefined,
  };
}
