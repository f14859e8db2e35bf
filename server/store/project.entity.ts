import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { DenyRule } from '#shared/denyRule.ts';
import type { ErrorPattern } from '#shared/errorPattern.ts';
import type { SubagentCaps } from '#shared/project.ts';
import type { RunLimits } from '#shared/runLimits.ts';

/** Where tasks run, and what may run there. */
export const ProjectEntity = defineEntity({
  name: 'Project',
  tableName: 'projects',
  properties: {
    id: p.string().length(64).primary(),
    name: p.string().length(200),
    folders: p.json<string[]>(),
    programs: p.json<string[]>(),
    priority: p.tinyint(),
    /** Set as long as not all waiting tasks have followed the priority. */
    priorityChangedAt: p.datetime(3).nullable(),
    /** Runs at once; null for no limit. */
    maxRunning: p.integer().nullable(),
    /** Starts of `claude` tasks in a minute; null for no limit but the installation's. */
    claudePerMinute: p.integer().nullable(),
    /** What runs never may, whoever allows it. */
    deny: p.json<DenyRule[]>(),
    /** What failures of its programs mean; the first that fits counts. */
    errorPatterns: p.json<ErrorPattern[]>(),
    /** Name → value, sealed. */
    secrets: p.json<Record<string, string>>().nullable(),
    /** Of each run, where its task doesn't say otherwise. */
    limits: p.json<RunLimits>(),
    /** Of Claude's subagents in a run. */
    subagents: p.json<SubagentCaps>(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});

export type ProjectRow = InferEntity<typeof ProjectEntity>;
