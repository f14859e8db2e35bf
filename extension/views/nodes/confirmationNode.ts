/** A question that a run waits on, in a tree. */
import * as vscode from 'vscode';
import type { Confirmation } from '#shared/confirmation.ts';
import { shownText } from '../shownText.ts';
import { formatDuration } from '../taskWords.ts';

export interface ConfirmationNode {
  kind: 'confirmation';
  confirmation: Confirmation;
  /** Undefined while the task isn't known yet. */
  taskName: string | undefined;
}

export function confirmationItem({ confirmation, taskName }: ConfirmationNode, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(shownText(confirmation.title));
  item.id = `confirmation:${confirmation.id}`;
  item.description = [taskName, timeLeft(confirmation, now)].filter(Boolean).join(' · ');
  item.iconPath = new vscode.ThemeIcon('question', new vscode.ThemeColor('charts.orange'));
  item.contextValue = `confirmation:${confirmation.kind}`;
  // Plain text: a command must not be able to dress itself up as something else.
  item.tooltip = shownText(confirmation.detail);
  item.command = {
    command: 'switchyard.answerConfirmation',
    title: 'Answer',
    arguments: [{ kind: 'confirmation', confirmation, taskName }],
  };
  return item;
}

function timeLeft({ expires_at }: Confirmation, now: number): string {
  if (expires_at === null) return '';
  const seconds = (Date.parse(expires_at) - now) / 1000;
  return seconds > 0 ? `${formatDuration(seconds)} left` : 'out of time';
}
