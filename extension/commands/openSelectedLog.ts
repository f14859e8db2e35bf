import type { Services } from '../services.ts';
import { openLog } from './openLog.ts';
import { selectedNode } from './selectedNode.ts';

/** Opens the log of the task that was clicked on among the tasks. */
export async function openSelectedLog(services: Services): Promise<void> {
  const node = await selectedNode(services.selected.tasks);
  if (node) await openLog(services, node);
}
