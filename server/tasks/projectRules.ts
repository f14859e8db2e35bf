/** What a project allows: where its tasks may work, and which programs they may run. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { DenyRule } from '#shared/denyRule.ts';
import type { FieldError } from '#shared/problem.ts';
import type { SubagentCaps } from '#shared/project.ts';
import type { RunLimits } from '#shared/runLimits.ts';

export interface ProjectRules {
  id: string;
  folders: string[];
  programs: string[];
  /** What runs never may, whoever allows it. */
  deny: DenyRule[];
  /** Of each run, where its task doesn't say otherwise. */
  limits: RunLimits;
  /** Of Claude's subagents in a run. */
  subagents: SubagentCaps;
}

/**
 * The folder that a task works in, absolute. Links are followed as far as the path exists on this machine; the
 * worker looks again on its own.
 * @returns the folder, or why it is refused.
 */
export async function resolveWorkingDir(
  project: ProjectRules,
  requested: string | undefined,
): Promise<{ folder: string } | { refused: FieldError }> {
  const [first] = project.folders;
  if (first === undefined) {
    return refused(`the project ${project.id} has no folders yet; an administrator has to add one`);
  }
  const folder = resolve(first, requested ?? '.');
  if (await isInside(folder, project.folders)) return { folder };
  return refused(
    `${folder} is outside the folders of the project ${project.id}: ${project.folders.join(', ')}`,
  );
}

/** Whether the real path of `folder` lies in one of `folders`, or is one. */
export async function isInside(folder: string, folders: readonly string[]): Promise<boolean> {
  if (folders.includes('/')) return true;
  const [real, allowed] = await Promise.all([realPathOf(folder), Promise.all(folders.map(realPathOf))]);
  return allowed.some((each) => real === each || real.startsWith(each.endsWith(sep) ? each : each + sep));
}

/** The real path of what exists of `path`, with the rest appended. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPathOf(parent), basename(path));
  }
}

/** The name under which a project allows the Claude CLI, wherever it lies. */
export const CLAUDE_PROGRAM = 'claude';

export function refusedProgram(project: ProjectRules, command: string): FieldError | undefined {
  const { programs } = project;
  if (programs.includes('*') || programs.includes(command)) return undefined;
  const allowed = programs.length > 0 ? programs.join(', ') : 'none yet; an administrator has to add one';
  return {
    path: 'command',
    message: `${command} is not among the programs of the project ${project.id}: ${allowed}`,
  };
}

/** Variables that decide what a program's name or its libraries mean. */
const DECISIVE_VARIABLE = /^(PATH|LD_.*)$/;

/** Where only some programs are allowed, the environment must not turn their names into others. */
export function refusedVariable(
  project: ProjectRules,
  env: Readonly<Record<string, string>>,
): FieldError | undefined {
  const name = Object.keys(env).find((each) => DECISIVE_VARIABLE.test(each));
  if (name === undefined || project.programs.includes('*')) return undefined;
  const message = `${name} may not be set: the project ${project.id} allows only some programs`;
  return { path: `env.${name}`, message };
}

function refused(message: string): { refused: FieldError } {
  return { refused: { path: 'working_dir', message } };
}
