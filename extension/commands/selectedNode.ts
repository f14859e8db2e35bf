import { setTimeout as delay } from 'node:timers/promises';
import type { TreeNode } from '../views/nodes/node.ts';

/** VS Code needs less to ask for rows that it has forgotten. */
const LOOKS = 10;
const LOOK_EVERY_MS = 100;

/**
 * The row of a tree that was clicked on. The click itself doesn't say which: VS Code forgets what a row's command was
 * given whenever the row is redrawn, once a second, and would lose clicks. The selection stays.
 * @param selected what is selected in the tree now.
 * @returns undefined where several are selected: to do something with them all, not with one.
 */
export async function selectedNode(selected: () => readonly TreeNode[]): Promise<TreeNode | undefined> {
  for (let look = 0; look < LOOKS; look++) {
    const nodes = selected();
    if (nodes.length > 1) return undefined;
    const [node] = nodes;
    if (node) return node;
    await delay(LOOK_EVERY_MS);
  }
  return undefined;
}
