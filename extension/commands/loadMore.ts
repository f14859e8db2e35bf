import type { Services } from '../services.ts';
import type { MoreNode } from '../views/nodes/moreNode.ts';

/** Brings more rows where a group or the tree is too long. Comes from such a row alone. */
export async function loadMore(services: Services, node?: unknown): Promise<void> {
  await services.showMore(node as MoreNode);
}
