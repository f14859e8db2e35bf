/** What stands in `tasks.json` for `"type": "switchyard"`, as a task to submit. No `vscode` here. */
import { z } from 'zod';
import { inWords } from '#shared/issueWords.ts';
import { t } from '#shared/l10n.ts';
import { parseCommandLine } from '../submit/parseCommandLine.ts';
import { commandLineOf, nameFor, type TaskDraft } from '../submit/taskDraft.ts';

/** Told when something is wrong, in the editor's language of then. */
const told = (say: () => string) => ({ error: say });
const filled = told(() => t('must be a text, and not empty'));
const text = z.string(filled).min(1, filled);
const texts = told(() => t('must be a list of texts'));
const pairs = told(() => t('must be names with texts'));

function number(whole: boolean, from: number, to: number) {
  const range = told(() =>
    whole
      ? t('must be a whole number from {0} to {1}', from, to)
      : t('must be a number from {0} to {1}', from, to),
  );
  return (whole ? z.int(range) : z.number(range)).min(from, range).max(to, range);
}

const definitionSchema = z.looseObject({
  type: z.literal('switchyard'),
  /** A command line; with `args`, the program alone. */
  command: text.optional(),
  args: z.array(z.string(texts), texts).optional(),
  /** For Claude, in place of a command. */
  prompt: text.optional(),
  project: text.optional(),
  workingFolder: text.optional(),
  priority: number(true, 1, 10).optional(),
  timeout: number(false, 1, 604_800).optional(),
  retries: number(true, 0, 20).optional(),
  tags: z.record(z.string(), z.string(pairs), pairs).optional(),
});

export interface DefinitionPlace {
  projectId: string;
  /** The folder of the workspace; undefined when none is open. */
  folder: string | undefined;
}

/** @throws Error in plain words for a definition that can't be submitted. */
export function draftOfDefinition(given: unknown, { projectId, folder }: DefinitionPlace): TaskDraft {
  const definition = checked(given);
  const { command, args, prompt, project, workingFolder, priority, timeout, retries, tags } = definition;
  const text = prompt ?? [command ?? '', ...(args ?? [])].join(' ');
  const working_dir = workingFolder ?? folder;
  const shared = {
    name: nameFor(text),
    project_id: project ?? projectId,
    ...(working_dir !== undefined && { working_dir }),
    ...(priority !== undefined && { priority }),
    ...(timeout !== undefined && { timeout }),
    ...(tags && { tags }),
  };
  if (prompt !== undefined) {
    return {
      kind: 'claude',
      ...shared,
      ...(retries !== undefined && { max_retries: retries }),
      context: { prompt },
    };
  }
  const line = args ? { command: command ?? '', args } : parseCommandLine(command ?? '');
  return { kind: 'command', ...shared, ...line, max_retries: retries ?? 0 };
}

function checked(given: unknown): z.infer<typeof definitionSchema> {
  const { success, data, error } = definitionSchema.safeParse(given);
  if (success) return data;
  const problems = error.issues.flatMap(inWords);
  throw new Error(
    problems.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; '),
  );
}

/** What would stand in `tasks.json` for a command that was submitted; {@link draftOfDefinition} reads it again. */
export function definitionOfDraft(draft: TaskDraft): { type: 'switchyard' } & Record<string, unknown> {
  const { project_id, working_dir, priority, timeout, max_retries, tags = {} } = draft;
  return {
    type: 'switchyard',
    command: commandLineOf(draft),
    project: project_id,
    ...(working_dir !== undefined && { workingFolder: working_dir }),
    ...(priority !== undefined && { priority }),
    ...(timeout !== undefined && { timeout }),
    ...(max_retries !== undefined && { retries: max_retries }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}
