import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { ProjectRow } from '../store/project.entity.ts';

/** The server's own project, for its maintenance. It has no row: nobody finds it, lists it or submits to it. */
export const systemProject: ProjectRow = {
  id: SYSTEM_PROJECT,
  name: 'System',
  folders: ['/'],
  programs: [],
  deny: [],
  errorPatterns: [],
  priority: 5,
  priorityChangedAt: null,
  maxRunning: null,
  secrets: null,
  limits: {},
  subagents: {},
  claudePerMinute: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
} as ProjectRow;
