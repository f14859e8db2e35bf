/** The fields of the form that only a prompt for Claude has. */
import * as vscode from 'vscode';
import type { claudePermissionModes } from '#shared/claudeContext.ts';
import { t } from '#shared/l10n.ts';
import { inOrder } from '../state/taskGroups.ts';
import { can } from '../state/taskVerbs.ts';
import { pickText } from '../views/pickText.ts';
import { shortStatus } from '../views/taskWords.ts';
import type { DraftField } from './draftField.ts';
import { continuing, type TaskDraft } from './taskDraft.ts';

type PermissionMode = (typeof claudePermissionModes)[number];

export function claudeFields(): DraftField[] {
  return [
    choice({ label: t('Permissions'), icon: 'shield', field: 'permission_mode', words: modesInWords() }),
    choice({
      label: t('What needs a permission'),
      icon: 'question',
      field: 'permission_prompts',
      words: { ask: t('a person is asked'), none: t('nobody is asked: it is denied') },
    }),
    conversation(),
  ];
}

function modesInWords(): Record<PermissionMode, string> {
  return {
    manual: t('what isn’t allowed yet is asked for'),
    acceptEdits: t('files are changed without asking'),
    plan: t('it makes a plan, and changes nothing before that is allowed'),
    dontAsk: t('what isn’t allowed yet is denied'),
    auto: t('a model judges what has to be asked for'),
  };
}

interface Choice {
  label: string;
  icon: string;
  /** Of the context; its first value holds where it is left out. */
  field: string;
  words: Readonly<Record<string, string>>;
}

function choice({ label, icon, field, words }: Choice): DraftField {
  const [usual = ''] = Object.keys(words);
  const chosen = ({ context }: TaskDraft) => String(context?.[field] ?? usual);
  return {
    label,
    icon,
    shown: (draft) => `${chosen(draft)}: ${words[chosen(draft)] ?? ''}`,
    isLong: () => false,
    async ask(draft) {
      const picks = Object.entries(words).map(([value, word]) => ({ label: value, description: word }));
      const picked = await vscode.window.showQuickPick(picks, { placeHolder: label });
      return picked && { ...draft, context: { ...draft.context, [field]: picked.label } };
    },
  };
}

function conversation(): DraftField {
  return {
    label: t('Conversation'),
    icon: 'comment-discussion',
    shown: ({ continues: id }, { session }) =>
      id === undefined ? t('a new one') : t('that of {0}', session.store.task(id)?.name ?? id),
    isLong: () => false,
    async ask(draft, { session }) {
      const now = session.now();
      const fresh = { label: t('A new one'), description: '', id: undefined };
      const finished = inOrder(session.store.tasks())
        .filter((task) => task.project_id === draft.project_id && can('continue', task))
        .map((task) => ({
          label: pickText(task.name),
          description: pickText(shortStatus(task, now)),
          id: task.id,
        }));
      const placeHolder = t('Continue the conversation of which task?');
      const picked = await vscode.window.showQuickPick([fresh, ...finished], { placeHolder });
      if (!picked) return undefined;
      if (picked.id !== undefined) return continuing(draft, picked.id);
      const { continues: before, ...alone } = draft;
      return alone;
    },
  };
}
