/** What a task of kind `claude` is asked to do: its `context`. */
import { z } from 'zod';
import { unicodeText } from './unicode.ts';

/**
 * Modes that ask a person, refuse, or (`auto`) let a model judge. The one that allows everything is left out: a
 * project's rules must hold.
 */
export const claudePermissionModes = ['manual', 'acceptEdits', 'plan', 'dontAsk', 'auto'] as const;

/** No word that the command line could take for an option of its own. */
const word = unicodeText
  .min(1)
  .max(500)
  .regex(/^[^-\0][^\0]*$/, 'must not begin with - or hold a NUL character');

const note = unicodeText.max(4096);

export const claudeContextSchema = z
  .strictObject({
    prompt: unicodeText.trim().min(1).meta({ description: 'What Claude is asked to do.' }),
    model: word.optional().meta({ description: 'Name or alias of a model.' }),
    permission_mode: z.enum(claudePermissionModes).default('manual'),
    permission_prompts: z.enum(['ask', 'none']).default('ask').meta({
      description:
        '`none`: nobody is asked; what would need a permission is denied, and the log tells of it.',
    }),
    allowed_tools: z
      .array(word)
      .max(200)
      .default([])
      .meta({ description: 'Used without asking, such as `Read` or `Bash(npm test)`.' }),
    max_turns: z.int().min(1).max(10_000).optional(),
    max_budget_usd: z
      .number()
      .positive()
      .max(1_000_000)
      .optional()
      .meta({ description: 'Over all runs of the task.' }),
    session_id: z.uuid().toLowerCase().optional().meta({ description: 'A conversation to go on with.' }),
    git: z
      .strictObject({ remote: note.optional(), branch: note.optional(), commit: note.optional() })
      .optional()
      .meta({ description: 'Where the folder stood in git when the task was submitted. Kept for people.' }),
    file: note
      .optional()
      .meta({ description: 'What the prompt is about or was taken from. Kept for people.' }),
  })
  .meta({ id: 'ClaudeContext' });
export type ClaudeContext = z.output<typeof claudeContextSchema>;
