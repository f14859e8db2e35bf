/** A project: where tasks run, and what may run there. */
import { z } from 'zod';
import { denyRulesSchema } from './denyRule.ts';
import { errorPatternsSchema } from './errorPattern.ts';
import { withoutLostKeys } from './lostKeys.ts';
import { maxRunningSchema, perMinuteSchema } from './queue.ts';
import { runLimitsSchema } from './runLimits.ts';
import { unicodeText } from './unicode.ts';
import { areTheirOwn, theirOwnMessage, variableName } from './variables.ts';

const folder = unicodeText.max(4000).regex(/^\/[^\0]*$/, 'must be an absolute path');

/** Where the server's own tasks run: outside users' lists and statistics. */
export const SYSTEM_PROJECT = 'system';

export const projectIdPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

const SECRETS_MAX = 100;
const SECRET_CHARS_MAX = 32 * 1024;
const SECRET_CHARS_MIN = 4;

const secretValue = unicodeText
  .max(SECRET_CHARS_MAX)
  .refine((text) => !text.includes('\0'), 'must not contain a NUL character')
  .refine((text) => text.split(/[\r\n]/).some((line) => line.trim().length >= SECRET_CHARS_MIN), {
    error: `must have a line of ${SECRET_CHARS_MIN} or more characters: shorter ones can’t be hidden in logs`,
  });

const secretsSchema = <T extends z.ZodType>(value: T) =>
  withoutLostKeys(
    z
      .record(variableName, value)
      .refine(areTheirOwn, { error: theirOwnMessage })
      .refine((secrets) => Object.keys(secrets).length <= SECRETS_MAX, `must be at most ${SECRETS_MAX}`),
    0,
  );

/** Of Claude's subagents in a run; whatever is left out is as the CLI has it. */
export const subagentCapsSchema = z
  .strictObject({
    at_once: z.int().min(1).max(1000).optional(),
    per_session: z
      .int()
      .min(0)
      .max(100_000)
      .optional()
      .meta({ description: 'In one run; 0: there are none.' }),
    depth: z.int().min(1).max(100).optional().meta({ description: '1: subagents start none of their own.' }),
  })
  .meta({ id: 'SubagentCaps' });
export type SubagentCaps = z.infer<typeof subagentCapsSchema>;

const projectFields = {
  name: unicodeText.trim().min(1).max(200),
  /** Folders that runs may work in; the first is the default. */
  folders: z.array(folder).max(100),
  /** Programs that may be run, by name or by absolute path; `*` for any. */
  programs: z.array(unicodeText.min(1).max(4000)).max(1000),
  priority: z.int().min(1).max(10),
  /** Runs at once; null for no limit. */
  max_running: maxRunningSchema,
  /** Starts of `claude` tasks in a minute; null for no limit but the installation's. */
  claude_per_minute: perMinuteSchema,
  /** What runs never may: it wins over every answer. */
  deny: denyRulesSchema,
  /** What failures of its programs mean; the first that fits a failed run gives it its class. */
  error_patterns: errorPatternsSchema,
  /** Of each run, where its task doesn't say otherwise. */
  limits: runLimitsSchema,
  subagents: subagentCapsSchema,
};

export const newProjectSchema = z
  .strictObject({
    id: z.string().regex(projectIdPattern, 'must be 1–64 of a–z, 0–9, _ and -, not beginning with _ or -'),
    name: projectFields.name.optional(),
    folders: projectFields.folders.default([]),
    programs: projectFields.programs.default([]),
    priority: projectFields.priority.default(5),
    max_running: projectFields.max_running.default(null),
    /** Variables of its runs, hidden in their output; never shown again. */
    secrets: secretsSchema(secretValue).default({}),
    claude_per_minute: projectFields.claude_per_minute.default(null),
    deny: projectFields.deny.default([]),
    error_patterns: projectFields.error_patterns.default([]),
    limits: projectFields.limits.default({}),
    subagents: projectFields.subagents.default({}),
  })
  .meta({ id: 'NewProject' });
export type NewProject = z.output<typeof newProjectSchema>;

export const projectChangeSchema = z
  .strictObject({
    ...projectFields,
    /** Those that are named are set, or with null removed; the others stay. */
    secrets: secretsSchema(secretValue.nullable()),
  })
  .partial()
  .meta({ id: 'ProjectChange' });
export type ProjectChange = z.output<typeof projectChangeSchema>;

export const projectSchema = z
  .object({
    id: z.string(),
    ...projectFields,
    /** Their names. */
    secrets: z.array(z.string()),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof projectSchema>;
