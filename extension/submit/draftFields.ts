/** The fields of the form, each with how it is shown and asked for. */
import * as vscode from 'vscode';
import { isFinal } from '#shared/taskState.ts';
import { parseCommandLine } from '../commands/parseCommandLine.ts';
import { priorityPicks } from '../commands/priorityPicks.ts';
import { t } from '../l10n.ts';
import type { Services } from '../services.ts';
import { inOrder } from '../state/taskGroups.ts';
import { shownText } from '../views/shownText.ts';
import { formatDuration, shortStatus } from '../views/taskWords.ts';
import {
  commandLineOf,
  parseDuration,
  parseTags,
  promptOf,
  type TaskDraft,
  tagsInWords,
} from './taskDraft.ts';

export interface DraftField {
  label: string;
  icon: string;
  shown(draft: TaskDraft): string;
  /** The draft with what was answered; undefined when nothing was. */
  ask(draft: TaskDraft, services: Services): Promise<TaskDraft | undefined>;
}

const HOUR_SECONDS = 3600;

export function draftFields({ kind }: TaskDraft): DraftField[] {
  return [
    kind === 'claude' ? prompt() : command(),
    textField(
      t('Name'),
      'tag',
      ({ name }) => name,
      (draft, name) => ({ ...draft, name }),
    ),
    textField(
      t('Working folder'),
      'folder',
      ({ working_dir }) => working_dir ?? t('that of the project'),
      (draft, working_dir) => ({ ...draft, working_dir }),
    ),
    priority(),
    textField(
      t('Starts'),
      'clock',
      ({ delay_seconds }) =>
        delay_seconds === undefined ? t('at once') : t('in {0}', formatDuration(delay_seconds)),
      (draft, text) => ({ ...draft, delay_seconds: parseDuration(text) }),
      t('After how long? Such as 30 min or 2 h'),
    ),
    dependencies(),
    textField(
      t('Tags'),
      'symbol-key',
      ({ tags }) => tagsInWords(tags),
      (draft, text) => ({ ...draft, tags: parseTags(text) }),
      t('Such as env=prod team=web'),
    ),
    textField(
      t('Timeout'),
      'watch',
      ({ timeout = HOUR_SECONDS }) => formatDuration(timeout),
      (draft, text) => ({ ...draft, timeout: parseDuration(text) }),
      t('Running time, such as 30 min or 2 h'),
    ),
    textField(
      t('Retries'),
      'debug-restart',
      ({ max_retries = 3 }) => String(max_retries),
      (draft, text) => ({ ...draft, max_retries: wholeNumber(text, 20) }),
      t('How often it is tried again, 0 to 20'),
    ),
  ];
}

function textField(
  label: string,
  icon: string,
  shown: DraftField['shown'],
  taken: (draft: TaskDraft, text: string) => TaskDraft,
  hint = '',
): DraftField {
  const ask: DraftField['ask'] = async (draft) => {
    const text = await vscode.window.showInputBox({
      title: label,
      prompt: hint,
      value: shown(draft),
      ignoreFocusOut: true,
      validateInput: (typed) => problemOf(() => taken(draft, typed)),
    });
    return text === undefined ? undefined : taken(draft, text);
  };
  return { label, icon, shown, ask };
}

function command(): DraftField {
  return textField(t('Command'), 'terminal', commandLineOf, (draft, line) => ({
    ...draft,
    ...parseCommandLine(line),
  }));
}

function prompt(): DraftField {
  return textField(t('Prompt'), 'comment', promptOf, (draft, text) => ({
    ...draft,
    context: { ...draft.context, prompt: text },
  }));
}

function priority(): DraftField {
  return {
    label: t('Priority'),
    icon: 'arrow-up',
    shown: (draft) => String(draft.priority ?? 5),
    async ask(draft) {
      const picks = priorityPicks(draft.priority ?? 5);
      const picked = await vscode.window.showQuickPick(picks, { placeHolder: t('Priority') });
      return picked && { ...draft, priority: picked.priority };
    },
  };
}

function dependencies(): DraftField {
  return {
    label: t('Runs after'),
    icon: 'references',
    shown: ({ depends_on = [] }) =>
      depends_on.length === 0 ? t('nothing') : t('{0} tasks', depends_on.length),
    async ask(draft, { session }) {
      const now = Date.now();
      const picks = inOrder(session.store.tasks())
        .filter(({ status }) => !isFinal(status) || status === 'success')
        .map((task) => ({
          label: shownText(task.name),
          description: shortStatus(task, now),
          picked: draft.depends_on?.includes(task.id) ?? false,
          id: task.id,
        }));
      const placeHolder = t('It runs when all of these have succeeded');
      const picked = await vscode.window.showQuickPick(picks, { canPickMany: true, placeHolder });
      return picked && { ...draft, depends_on: picked.map(({ id }) => id) };
    },
  };
}

function wholeNumber(text: string, max: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < 0 || number > max)
    throw new Error(t('Write a whole number from 0 to {0}.', max));
  return number;
}

function problemOf(take: () => unknown): string | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
