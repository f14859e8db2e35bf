/** The queues of BullMQ: one a tier, and those of the server's own kinds of work. */
import { tiers } from '#shared/priority.ts';

/** What a job carries: which task, nothing more. */
export interface JobData {
  taskId: string;
}

/** The order in which a free slot looks for work. */
export const taskQueues: readonly string[] = tiers;
