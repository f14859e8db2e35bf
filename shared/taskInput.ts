/** What people say to a running task: a message to Claude, or what is typed into its terminal. */
import { z } from 'zod';
import { unicodeText } from './unicode.ts';

const INPUT_CHARS_MAX = 64 * 1024;

export const taskInputSchema = z
  .strictObject({
    text: unicodeText.max(INPUT_CHARS_MAX).meta({
      description:
        'A message to a task of kind `claude`. In a terminal Enter follows, unless it ends with a control character: a newline, Ctrl-C (U+0003), Ctrl-D (U+0004).',
    }),
  })
  .meta({ id: 'TaskInput' });

/** `queued`: its run doesn't have it yet; `dropped`: the task ended without it. */
export const inputStatuses = ['queued', 'delivered', 'dropped'] as const;
export type InputStatus = (typeof inputStatuses)[number];

export const sentInputSchema = z
  .object({
    id: z.string(),
    /** Null for what was typed into a terminal and has arrived there: it may have been a password. */
    text: z.string().nullable(),
    user_id: z.string(),
    at: z.iso.datetime(),
    status: z.enum(inputStatuses),
  })
  .meta({ id: 'SentInput' });
export type SentInput = z.infer<typeof sentInputSchema>;

export const sentInputsSchema = z.array(sentInputSchema);
