/** The kinds of task: what a person may submit, what the server makes itself, and what each kind needs. */
import { z } from 'zod';

export interface TaskKindRules {
  /** Whether people may submit it; the others are the server's own. */
  submittable: boolean;
  /** A `command` must be given. */
  needsCommand: boolean;
}

export const taskKinds = {
  command: { submittable: true, needsCommand: true },
  maintenance: { submittable: false, needsCommand: false },
} as const satisfies Record<string, TaskKindRules>;

export type TaskKind = keyof typeof taskKinds;

export const taskKindSchema = z.enum(Object.keys(taskKinds) as [TaskKind, ...TaskKind[]]);

export const submittableKindSchema = taskKindSchema.extract(
  taskKindSchema.options.filter((kind) => taskKinds[kind].submittable),
);
