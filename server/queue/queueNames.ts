/** The queues of BullMQ: one a tier, and those of kinds of task that have their own. */

import { tiers } from '#shared/priority.ts';
import { kindQueues } from '#shared/taskKinds.ts';

/** What a job carries: which task, nothing more. */
export interface JobData {
  taskId: string;
}

/**
 * The order in which a free slot looks for work. The server's own tasks are few and short, and a server that is never
 * cleaned up comes to a halt: they don't wait behind a backlog.
 */
export const taskQueues: readonly string[] = [...kindQueues, ...tiers];
