import { setTimeout as delay } from 'node:timers/promises';
import type { Services } from '../services.ts';
import { openLog } from './openLog.ts';

/** VS Code needs less to ask for rows that it has forgotten. */
const LOOKS = 10;
const LOOK_EVERY_MS = 100;

/**
 * Opens the log of the task that was clicked on in the tree. The click itself doesn't say which: VS Code forgets what
 * a row's command was given whenever the row is redrawn, once a second, and would lose clicks. The selection stays.
 */
export async function openSelectedLog(services: Services): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const nodes = services.selectedNodes();
    // Several are selected to do something with them all, not to be read.
    if (nodes.length > 1) return;
    const [node] = nodes;
    if (node) return openLog(services, node);
    await delay(LOOK_EVERY_MS);
  }
}
