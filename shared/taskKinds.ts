/** The kinds of task: what a person may submit, what the server makes itself, and what each kind needs. */
import { z } from 'zod';

export interface TaskKindRules {
  /** Whether people may submit it; the others are the server's own. */
  submittable: boolean;
  /** A `command` must be given. */
  needsCommand: boolean;
  /** The queue that its tasks go through; without one, that of their tier. */
  queue?: KindQueue;
  /** Its runs take none of a worker's slots; it needs a queue for that, which is no other kind's. */
  besideSlots?: true;
  /** How many may be started in a minute, in the installation and by project, until that is changed. */
  startsPerMinute?: number;
  /** Has its working folder to itself unless the definition says otherwise. */
  exclusive: boolean;
  /** Variables of the server that its programs see besides the usual ones: all whose names begin like this. */
  passesOn: readonly string[];
}

/** Queues beside those of the tiers. */
export const kindQueues = ['default'] as const;
export type KindQueue = (typeof kindQueues)[number];

export const taskKinds = {
  command: { submittable: true, needsCommand: true, exclusive: false, passesOn: [] },
  claude: {
    submittable: true,
    needsCommand: false,
    exclusive: true,
    passesOn: ['ANTHROPIC_', 'CLAUDE_'],
    startsPerMinute: 10,
  },
  maintenance: {
    submittable: false,
    needsCommand: false,
    exclusive: false,
    passesOn: [],
    queue: 'default',
    besideSlots: true,
  },
} as const satisfies Record<string, TaskKindRules>;

export type TaskKind = keyof typeof taskKinds;

export function rulesOfKind(kind: TaskKind): TaskKindRules {
  return taskKinds[kind];
}

/** How many runs beside its slots a worker has at once. */
export const PLACES_BESIDE_SLOTS = 2;

export const kindsBesideSlots: readonly TaskKind[] = (Object.keys(taskKinds) as TaskKind[]).filter(
  (kind) => rulesOfKind(kind).besideSlots,
);

/** Of those kinds alone. */
export const queuesBesideSlots: readonly string[] = kindsBesideSlots.flatMap(
  (kind) => rulesOfKind(kind).queue ?? [],
);

/** Kinds whose starts are limited in number. */
export const ratedKinds: readonly TaskKind[] = (Object.keys(taskKinds) as TaskKind[]).filter(
  (kind) => rulesOfKind(kind).startsPerMinute !== undefined,
);

export const taskKindSchema = z.enum(Object.keys(taskKinds) as [TaskKind, ...TaskKind[]]);

export const submittableKindSchema = taskKindSchema.extract(
  taskKindSchema.options.filter((kind) => taskKinds[kind].submittable),
);
