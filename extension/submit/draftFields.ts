/** The fields of the form, each with how it is shown and asked for. */
import * as vscode from 'vscode';
import { formatDuration } from '#shared/formatDuration.ts';
import { t } from '#shared/l10n.ts';
import { isFinal } from '#shared/taskState.ts';
import { inOrder } from '../state/taskGroups.ts';
import { typedProblem } from '../typedProblem.ts';
import { pickText } from '../views/pickText.ts';
import { shortStatus } from '../views/taskWords.ts';
import { claudeFields } from './claudeFields.ts';
import type { DraftField } from './draftField.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { priorityPicks } from './priorityPicks.ts';
import {
  commandLineOf,
  isNamedAfterItsWork,
  nameFor,
  parseDuration,
  parseTags,
  promptOf,
  type TaskDraft,
  tagsInWords,
} from './taskDraft.ts';

const HOUR_SECONDS = 3600;
/** The server takes no longer timeout. */
const WEEK_SECONDS = 604_800;

export function draftFields({ kind }: TaskDraft): DraftField[] {
  return [
    kind === 'claude' ? prompt() : command(),
    textField({
      label: t('Name'),
      icon: 'tag',
      value: ({ name }) => name,
      taken: (draft, name) => ({ ...draft, name }),
    }),
    textField({
      label: t('Working folder'),
      icon: 'folder',
      value: ({ working_dir }) => working_dir ?? '',
      shown: ({ working_dir, continues }) =>
        working_dir ?? (continues === undefined ? t('that of the project') : t('that of the conversation')),
      taken: ({ working_dir, ...draft }, text) =>
        text.trim() === '' ? draft : { ...draft, working_dir: text },
    }),
    ...(kind === 'claude' ? claudeFields() : []),
    priority(),
    textField({
      label: t('Starts'),
      icon: 'clock',
      hint: t('After how long? Such as 30 min or 2 h'),
      value: ({ delay_seconds }) => (delay_seconds === undefined ? '' : formatDuration(delay_seconds)),
      shown: ({ delay_seconds }) =>
        delay_seconds === undefined ? t('at once') : t('in {0}', formatDuration(delay_seconds)),
      taken: ({ delay_seconds, ...draft }, text) =>
        text.trim() === '' ? draft : { ...draft, delay_seconds: parseDuration(text) },
    }),
    dependencies(),
    textField({
      label: t('Tags'),
      icon: 'symbol-key',
      hint: t('Such as env=prod team="the web"'),
      value: ({ tags }) => tagsInWords(tags),
      taken: (draft, text) => ({ ...draft, tags: parseTags(text) }),
    }),
    textField({
      label: t('Timeout'),
      icon: 'watch',
      hint: t('Running time, such as 30 min or 2 h'),
      value: ({ timeout = HOUR_SECONDS }) => formatDuration(timeout),
      taken: (draft, text) => ({ ...draft, timeout: timeoutOf(text) }),
    }),
    textField({
      label: t('Retries'),
      icon: 'debug-restart',
      hint: t('How often it is tried again, 0 to 20'),
      value: ({ max_retries = 3 }) => String(max_retries),
      taken: (draft, text) => ({ ...draft, max_retries: wholeNumber(text, 20) }),
    }),
  ];
}

interface TextField {
  label: string;
  icon: string;
  hint?: string;
  /** As it can be typed again. */
  value(draft: TaskDraft): string;
  /** As it stands in the form, where that is something else. */
  shown?(draft: TaskDraft): string;
  /** @throws Error in plain words for what can't be taken. */
  taken(draft: TaskDraft, text: string): TaskDraft;
}

function textField({ label, icon, hint = '', value, shown = value, taken }: TextField): DraftField {
  const ask: DraftField['ask'] = async (draft) => {
    const before = value(draft);
    const text = await vscode.window.showInputBox({
      title: label,
      prompt: hint,
      value: before,
      ignoreFocusOut: true,
      validateInput: (typed) => (typed === before ? undefined : typedProblem(() => taken(draft, typed))),
    });
    // What is shown may be less exact than the draft, as 1 min for 90 s.
    return text === undefined || text === before ? undefined : taken(draft, text);
  };
  return { label, icon, shown, isLong: (draft) => /[\r\n]/.test(value(draft)), ask };
}

function command(): DraftField {
  return textField({
    label: t('Command'),
    icon: 'terminal',
    value: commandLineOf,
    taken: (draft, line) => ({ ...draft, ...parseCommandLine(line), ...renamed(draft, line) }),
  });
}

function prompt(): DraftField {
  return textField({
    label: t('Prompt'),
    icon: 'comment',
    value: promptOf,
    taken: (draft, text) => ({
      ...draft,
      context: { ...draft.context, prompt: text },
      ...renamed(draft, text),
    }),
  });
}

/** A name that was taken from what it does follows that; one that a person gave stays. */
function renamed(draft: TaskDraft, text: string): { name?: string } {
  return isNamedAfterItsWork(draft) ? { name: nameFor(text) } : {};
}

function priority(): DraftField {
  return {
    label: t('Priority'),
    icon: 'arrow-up',
    shown: (draft) => String(draft.priority ?? 5),
    isLong: () => false,
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
    isLong: () => false,
    async ask(draft, { session }) {
      const now = session.now();
      const picks = inOrder(session.store.tasks())
        .filter(({ status }) => !isFinal(status) || status === 'success')
        .map((task) => ({
          label: pickText(task.name),
          description: pickText(shortStatus(task, now)),
          picked: draft.depends_on?.includes(task.id) ?? false,
          id: task.id,
        }));
      const placeHolder = t('It runs when all of these have succeeded');
      const picked = await vscode.window.showQuickPick(picks, { canPickMany: true, placeHolder });
      return picked && { ...draft, depends_on: picked.map(({ id }) => id) };
    },
  };
}

function timeoutOf(text: string): number {
  const seconds = parseDuration(text);
  if (seconds < 1 || seconds > WEEK_SECONDS) throw new Error(t('Write a time from 1 s to 7 d.'));
  return seconds;
}

function wholeNumber(text: string, max: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < 0 || number > max)
    throw new Error(t('Write a whole number from 0 to {0}.', max));
  return number;
}
