import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { pickText } from '../views/pickText.ts';
import type { DraftField } from './draftField.ts';
import { draftFields } from './draftFields.ts';
import type { TaskDraft } from './taskDraft.ts';

const SHOWN_CHARS_MAX = 80;

interface FieldPick extends vscode.QuickPickItem {
  does: 'submit' | 'openFile' | DraftField;
}

/**
 * Shows all fields of a task, lets each be changed, and @returns the draft to submit, or undefined: then the person has
 * left, perhaps for a task file that all of it was written to.
 * @param place of this form among several, such as `2 of 3`.
 */
export async function editDraft(
  services: Services,
  draft: TaskDraft,
  place = '',
): Promise<TaskDraft | undefined> {
  for (let edited = draft; ; ) {
    const picked = await vscode.window.showQuickPick(picksOf(edited, services), {
      title: [t('Switchyard: Submit Task'), place].filter(Boolean).join(' · '),
      placeHolder: t('Enter submits; choose a field to change it'),
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    const { does } = picked;
    if (does === 'submit') return edited;
    if (does === 'openFile' || does.isLong(edited)) {
      await services.taskFiles.openTask(edited);
      return undefined;
    }
    edited = (await does.ask(edited, services)) ?? edited;
  }
}

function picksOf(draft: TaskDraft, services: Services): FieldPick[] {
  const submit: FieldPick = {
    label: `$(play) ${t('Submit')}`,
    description: pickText(draft.name),
    does: 'submit',
  };
  const openFile: FieldPick = {
    label: `$(go-to-file) ${t('Edit as Task File')}`,
    description: t('all fields, and texts of several lines'),
    does: 'openFile',
  };
  const fields = draftFields(draft).map((field): FieldPick => {
    const description = pickText(field.shown(draft, services).slice(0, SHOWN_CHARS_MAX));
    return { label: `$(${field.icon}) ${field.label}`, description, does: field };
  });
  return [submit, ...fields, openFile];
}
