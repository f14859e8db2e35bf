import { z } from 'zod';

/** What a role process tells its supervisor over the IPC channel. */
export const roleMessageSchema = z.discriminatedUnion('type', [
  /** It works. `adminToken` is there only when this start made it. */
  z.object({ type: z.literal('ready'), url: z.string(), adminToken: z.string().optional() }),
  /** It can't start until a person mends what the message says; it exits next. */
  z.object({ type: z.literal('failed'), message: z.string() }),
]);

export type RoleMessage = z.output<typeof roleMessageSchema>;
