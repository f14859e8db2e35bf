/** The frames of the WebSocket `/api/v1/events`, both ways. */
import { z } from 'zod';
import { switchyardEventSchema } from './events.ts';
import { logLineSchema } from './logs.ts';

/** `tasks`, `confirmations`, `queues`, `task:ID` or `logs:ID`. */
export const topicSchema = z
  .string()
  .regex(
    /^(tasks|confirmations|queues|(task|logs):[0-9a-fA-F-]{36})$/,
    'must be tasks, confirmations, queues, task:ID or logs:ID',
  )
  .toLowerCase();
export type Topic = z.infer<typeof topicSchema>;

export const clientFrameSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('subscribe'),
    topics: z.array(topicSchema).min(1).max(200),
    project_id: z.string().optional(),
    /** A cursor that an earlier frame carried; for `logs:ID`, subscribed alone, the last line's seq. */
    since: z.union([z.string(), z.number().int().min(0)]).optional(),
  }),
  z.strictObject({ op: z.literal('unsubscribe'), topics: z.array(topicSchema).min(1).max(200) }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

export const taskLogEventSchema = z.object({
  type: z.literal('task.log'),
  task_id: z.string(),
  project_id: z.string(),
  lines: z.array(logLineSchema),
  at: z.iso.datetime(),
});

export const serverFrameSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('subscribed'), topics: z.array(topicSchema), cursor: z.string() }),
  z.object({
    op: z.literal('event'),
    topic: topicSchema,
    cursor: z.string(),
    event: z.union([switchyardEventSchema, taskLogEventSchema]),
  }),
  /** The cursor can't be continued: read the topic's state anew. */
  z.object({ op: z.literal('resync'), topic: topicSchema }),
  z.object({ op: z.literal('error'), code: z.string(), detail: z.string() }),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;

export const closeCodes = { tokenRevoked: 4401, tooSlow: 4408 } as const;
