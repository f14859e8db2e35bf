/** A task that is about to be submitted, and how people read and write its fields. No `vscode` here. */
import { z } from 'zod';
import { t } from '#shared/l10n.ts';
import { quoteCommand } from '#shared/quoteCommand.ts';
import type { TaskSummary } from '#shared/task.ts';
import type { TaskDefinitionInput } from '#shared/taskDefinition.ts';
import { parseCommandLine } from './parseCommandLine.ts';

export type TaskDraft = Omit<TaskDefinitionInput, 'kind' | 'tags' | 'context'> & {
  kind: 'command' | 'claude';
  tags?: Record<string, string>;
  context?: Record<string, unknown>;
};

export const NAME_CHARS_MAX = 200;

/** What was kept of drafts by this or an older version: only what a task can't do without is demanded. */
export const taskDraftSchema = z.looseObject({
  kind: z.enum(['command', 'claude']),
  name: z.string(),
  project_id: z.string(),
}) as unknown as z.ZodType<TaskDraft>;

/** A new task like one that there was: what it was told to do, not what became of it. */
export function draftOf(task: TaskSummary): TaskDraft {
  const { name, project_id, command, args, working_dir, env, pty, exclusive, priority, task_type } = task;
  const { timeout, confirmation_timeout, max_retries, retry_delay, limits, tags, context } = task;
  const { on_dependency_failure, continues } = task;
  const draft: TaskDraft = {
    kind: task.kind === 'claude' ? 'claude' : 'command',
    ...{ name, project_id, args, working_dir, env, pty, exclusive, priority, task_type },
    ...{ timeout, confirmation_timeout, max_retries, retry_delay, limits, tags, context },
    on_dependency_failure,
    ...(command !== null && { command }),
  };
  return continues === null ? draft : continuing(draft, continues);
}

/** The same as a part of that task's conversation, which has its folder and its session. */
export function continuing({ working_dir, context = {}, ...draft }: TaskDraft, taskId: string): TaskDraft {
  const { session_id, ...kept } = context;
  return { ...draft, continues: taskId, context: kept };
}

export function promptOf({ context }: TaskDraft): string {
  const prompt = context?.prompt;
  return typeof prompt === 'string' ? prompt : '';
}

/** The first line, cut to what a name may be. */
export function nameFor(text: string): string {
  const line = text.trim().split('\n')[0]?.trim() ?? '';
  return line.length <= NAME_CHARS_MAX ? line : `${line.slice(0, NAME_CHARS_MAX - 1)}…`;
}

/** As parts of a command line that {@link parseCommandLine} reads again. */
export function commandLineOf({ command, args = [] }: Pick<TaskDraft, 'command' | 'args'>): string {
  return quoteCommand(command ?? '', args);
}

/** Whether the name is that of the command or the prompt, however the command was quoted. */
export function isNamedAfterItsWork(draft: TaskDraft): boolean {
  if (draft.kind === 'claude') return draft.name === nameFor(promptOf(draft));
  try {
    return commandLineOf(parseCommandLine(draft.name)) === commandLineOf(draft);
  } catch {
    return false;
  }
}

const unitSeconds: Readonly<Record<string, number>> = { '': 1, s: 1, min: 60, m: 60, h: 3600, d: 86_400 };

/** Seconds of `90`, `90 s`, `10 min`, `1 h 30 min` or `2 d`. @throws Error in plain words. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)];
  const rest = text.replace(/(\d+(?:\.\d+)?)\s*([a-z]*)/g, '').trim();
  const seconds = parts.reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (unitSeconds[unit] ?? Number.NaN),
    0,
  );
  if (parts.length === 0 || rest !== '' || Number.isNaN(seconds))
    throw new Error(t('Write a time such as 90 s, 10 min, 2 h or 1 d.'));
  return seconds;
}

/** A key and a value, each bare or in quotes, within which `\` stands before a quote or another `\`. */
const tag = /^(?:"((?:[^"\\]|\\.)+)"|([^\s="][^\s=]*))=(?:"((?:[^"\\]|\\.)*)"|((?!")\S*))(?:\s+|$)/;

/** Tags of `env=prod team="the web"`. @throws Error in plain words. */
export function parseTags(text: string): Record<string, string> {
  const pairs: [string, string][] = [];
  for (let rest = text.trim(); rest !== ''; ) {
    const [whole = '', quotedKey, key = '', quotedValue, value = ''] = tag.exec(rest) ?? [];
    if (whole === '') throw new Error(t('Write tags such as env=prod team="the web".'));
    pairs.push([unescaped(quotedKey) ?? key, unescaped(quotedValue) ?? value]);
    rest = rest.slice(whole.length);
  }
  return Object.fromEntries(pairs);
}

export function tagsInWords(tags: Readonly<Record<string, string>> = {}): string {
  return Object.entries(tags)
    .map(([key, value]) => `${asWritten(key, /^"|[\s=]/)}=${asWritten(value, /^"|\s/)}`)
    .join(' ');
}

function asWritten(text: string, needsQuotes: RegExp): string {
  return needsQuotes.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}

function unescaped(text: string | undefined): string | undefined {
  return text?.replace(/\\(.)/g, '$1');
}
