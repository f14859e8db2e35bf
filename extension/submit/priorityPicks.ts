import type * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';

export interface PriorityPick extends vscode.QuickPickItem {
  priority: number;
}

/** The ten priorities, the one in use first: Enter keeps it. */
export function priorityPicks(now: number): PriorityPick[] {
  const all = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
  return [now, ...all.filter((each) => each !== now)].map((priority) => ({
    label: String(priority),
    description: [wordOf(priority), priority === now ? t('as it is') : ''].filter(Boolean).join(' · '),
    priority,
  }));
}

function wordOf(priority: number): string {
  if (priority === 10) return t('the highest');
  if (priority === 5) return t('the usual one');
  return priority === 1 ? t('the lowest') : '';
}
