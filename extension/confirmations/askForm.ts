/** Asks a person to fill in a form, one field after the other. */
import * as vscode from 'vscode';
import type { Confirmation, ConfirmationAnswer, FormField, FormValues } from '#shared/confirmation.ts';
import { fieldHint, formValueOf } from '#shared/formValue.ts';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { askFirst } from '../notify.ts';
import { typedProblem } from '../typedProblem.ts';
import { lineText, pickText, promptText } from '../views/pickText.ts';
import { wholeOf } from './askDecision.ts';
import { askReason } from './askReason.ts';
import { questionTitle } from './questionText.ts';

/** @returns undefined when the person left it: then nothing is sent. */
export async function askForm(
  confirmation: Confirmation,
  task: TaskSummary | undefined,
): Promise<ConfirmationAnswer | undefined> {
  const [fillIn, deny] = [t('Fill In…'), t('Deny')];
  const buttons = confirmation.default_to_no ? [deny, fillIn] : [fillIn, deny];
  const choice = await askFirst(confirmation.title, { detail: wholeOf(confirmation, task), buttons });
  if (choice !== fillIn) return choice === deny ? askReason() : undefined;
  const values: FormValues = {};
  const fields = confirmation.fields ?? [];
  for (const [index, field] of fields.entries()) {
    const place = fields.length === 1 ? '' : ` (${t('{0} of {1}', index + 1, fields.length)})`;
    const typed = await askField(`${questionTitle(confirmation, task)}${place}`, field);
    if (typed === undefined) return undefined;
    const value = formValueOf(field, typed);
    if (value !== undefined) values[field.name] = value;
  }
  return { decision: 'allow', values };
}

/** @returns as it is typed; empty where the field is left out. */
async function askField(title: string, field: FormField): Promise<string | undefined> {
  if (field.type === 'boolean' || field.type === 'enum') return pickField(title, field);
  return vscode.window.showInputBox({
    title,
    prompt: promptText(`${field.title} ${fieldHint(field)}`),
    ignoreFocusOut: true,
    validateInput: (typed) => typedProblem(() => formValueOf(field, typed)),
  });
}

async function pickField(title: string, { title: asked, type, options, required }: FormField) {
  const choices =
    type === 'boolean'
      ? [
          { label: t('Yes'), typed: 'yes' },
          { label: t('No'), typed: 'no' },
        ]
      : (options ?? []).map((option) => ({ label: pickText(option), typed: option }));
  const picks = required ? choices : [...choices, { label: t('Leave it out'), typed: '' }];
  const settings = { title, placeHolder: lineText(asked), ignoreFocusOut: true };
  return (await vscode.window.showQuickPick(picks, settings))?.typed;
}
