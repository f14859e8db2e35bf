import type { TaskGraph } from '#shared/taskGraph.ts';
import type { TaskState } from '#shared/taskState.ts';
import { notFound } from '../errors.ts';
import type { Store } from '../store/store.ts';

const NODES_MAX = 1000;

/**
 * The tasks that a task is connected with through dependencies, either way, nearest first. One that waits for
 * another's end is connected with it until then: later it says nothing but which firing came after which.
 * @throws {AppError} 404
 */
export async function readGraph(store: Store, taskId: string): Promise<TaskGraph> {
  const found = new Set([taskId]);
  const edges = new Map<string, { from: string; to: string }>();
  let complete = true;
  // Also of the last ones that there is room for: they may be connected with each other, or with nobody else.
  for (let edge = [taskId]; edge.length > 0; ) {
    const rows = await store.query<{ task_id: string; depends_on_id: string }>(
      `select task_id, depends_on_id from task_dependencies
        where (task_id in (?) or depends_on_id in (?)) and (on_end = 0 or satisfied = 0)`,
      [edge, edge],
    );
    const next = new Set<string>();
    for (const { task_id: to, depends_on_id: from } of rows) {
      edges.set(`${from} ${to}`, { from, to });
      for (const id of [from, to]) if (!found.has(id)) next.add(id);
    }
    const room = NODES_MAX - found.size;
    if (next.size > room) complete = false;
    edge = [...next].slice(0, room);
    for (const id of edge) found.add(id);
  }
  const nodes = await store.query<{ id: string; name: string; status: TaskState }>(
    'select id, name, status from tasks where id in (?) order by created_at, id',
    [[...found]],
  );
  if (!nodes.some(({ id }) => id === taskId)) throw notFound('task', taskId);
  const known = new Set(nodes.map(({ id }) => id));
  const shown = [...edges.values()].filter(({ from, to }) => known.has(from) && known.has(to));
  return { nodes, edges: shown, complete };
}
