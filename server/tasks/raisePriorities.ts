import { effectivePriority } from '#shared/priority.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity } from '../store/task.entity.ts';
import type { Transitions } from './applyTransition.ts';
import { pricedStates, priorityChange } from './priorityChange.ts';
import type { Projects } from './projects.ts';

const AT_ONCE = 200;
/** So long before it, a deadline raises the priority. */
const STEPS_MS = [3_600_000, 2 * 3_600_000];

/**
 * Gives tasks whose deadline has come nearer the priority that they have now, where they wait or may wait again.
 * @param since what was done up to then isn't looked at again; undefined: everything is.
 */
export async function raisePriorities(
  deps: { store: Store; transitions: Transitions; projects: Pick<Projects, 'find'> },
  since: Date | undefined,
  now: Date,
): Promise<void> {
  const from = (stepMs: number) => (since ? { $gte: new Date(since.getTime() + stepMs) } : {});
  const near = STEPS_MS.map((stepMs) => ({
    deadline: { ...from(stepMs), $lt: new Date(now.getTime() + stepMs) },
  }));
  let after = '';
  for (;;) {
    const rows = await deps.store.entities().find(
      TaskEntity,
      {
        id: { $gt: after },
        status: { $in: pricedStates },
        $or: near,
        effectivePriority: { $lt: 10 },
      },
      { orderBy: { id: 'asc' }, limit: AT_ONCE, fields: [...FIELDS] },
    );
    const raised = [];
    for (const row of rows) {
      const projectPriority = (await deps.projects.find(row.projectId))?.priority ?? 5;
      const effective = effectivePriority({ ...row, deadline: row.deadline ?? null, projectPriority }, now);
      if (effective > row.effectivePriority)
        raised.push(priorityChange(row, effective, `its deadline comes nearer: priority ${effective}`));
    }
    await deps.transitions.applyAll(raised);
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)?.id ?? '';
  }
}

const FIELDS = [
  'id',
  'version',
  'kind',
  'projectId',
  'priority',
  'taskType',
  'deadline',
  'effectivePriority',
] as const;
