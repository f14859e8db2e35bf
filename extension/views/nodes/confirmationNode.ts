/** A question that a run waits on, in a tree. */
import * as vscode from 'vscode';
import type { Confirmation } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import type { TaskSummary } from '#shared/task.ts';
import { askerInWords, timeLeft } from '../../confirmations/questionText.ts';

export interface ConfirmationNode {
  kind: 'confirmation';
  confirmation: Confirmation;
  /** Undefined while the task isn't known yet. */
  task: TaskSummary | undefined;
}

export function confirmationItem({ confirmation, task }: ConfirmationNode, now: number): vscode.TreeItem {
  const title = shownText(confirmation.title);
  const item = new vscode.TreeItem(title);
  item.id = `confirmation:${confirmation.id}`;
  item.description = [timeLeft(confirmation, now), askerInWords(confirmation, task)]
    .filter(Boolean)
    .join(' · ');
  const icon = confirmation.default_to_no ? 'warning' : 'question';
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor('charts.yellow'));
  item.contextValue = `confirmation ${confirmation.kind}`;
  item.accessibilityInformation = { label: t('Question: {0}, {1}', title, item.description) };
  return item;
}
