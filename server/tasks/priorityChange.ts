import type { TaskKind } from '#shared/taskKinds.ts';
import { isDispatchable, isFinal, statesWhere, type TaskState } from '#shared/taskState.ts';
import { ownPlace } from './ownPlace.ts';

/** Those of tasks that wait, or may wait again for their next try. */
export const pricedStates = statesWhere((state) => !isFinal(state));

/** A task as it was read. */
export interface ReadTask {
  id: string;
  version: number;
  kind: TaskKind;
}

/**
 * The change that gives a task this effective priority, unless somebody has changed it since it was read. One that is
 * admitted is moved by the dispatcher, which sees that its tier isn't its queue; one that runs stays where it is.
 */
export function priorityChange({ id, version, kind }: ReadTask, effective: number, reason: string) {
  const { tier, queue } = ownPlace(kind, effective);
  return {
    taskId: id,
    decide(task: { version: number; status: TaskState }) {
      if (task.version !== version) return undefined;
      const place = isDispatchable(task.status)
        ? { tier, queue }
        : task.status === 'received'
          ? { tier }
          : {};
      return {
        path: [],
        columns: { effectivePriority: effective, ...place },
        actor: 'dispatcher',
        reason,
      };
    },
  };
}
