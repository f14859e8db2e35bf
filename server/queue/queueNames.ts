/** The queues of BullMQ: one a tier, and those of kinds of task that have their own. */

import { tiers } from '#shared/priority.ts';
import { kindQueues, queuesBesideSlots } from '#shared/taskKinds.ts';

/** What a job carries: which task, nothing more. */
export interface JobData {
  taskId: string;
}

export const taskQueues: readonly string[] = [...kindQueues, ...tiers];

/** The order in which a free slot looks for work. */
export const slotQueues = taskQueues.filter((name) => !queuesBesideSlots.includes(name));
