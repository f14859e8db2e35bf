import type { Services } from '../services.ts';
import { answerConfirmation } from './answerConfirmation.ts';
import { openLog } from './openLog.ts';
import { selectedNode } from './selectedNode.ts';

/** Asks for the answer to the question that was clicked on in “Needs You”; of a task that is stuck, opens the log. */
export async function answerSelected(services: Services): Promise<void> {
  const node = await selectedNode(services.selected.needsYou);
  if (node?.kind === 'confirmation') await answerConfirmation(services, node);
  else if (node) await openLog(services, node);
}
