import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { setTaskGrouping, taskGrouping } from '../settings.ts';
import { type Grouping, groupings } from '../state/taskGrouping.ts';

/** Asks by what the tree is to be divided. */
export async function groupTasks(): Promise<void> {
  const now = taskGrouping();
  const picks = groupings.map((grouping) => ({
    label: groupingInWords(grouping),
    description: grouping === now ? t('as it is') : '',
    grouping,
  }));
  const picked = await vscode.window.showQuickPick(picks, { placeHolder: t('Group tasks by…') });
  if (picked) await setTaskGrouping(picked.grouping);
}

function groupingInWords(grouping: Grouping): string {
  switch (grouping) {
    case 'state':
      return t('Needs you, running, waiting, finished');
    case 'project':
      return t('Project');
    case 'queue':
      return t('Queue');
    case 'status':
      return t('Status');
    case 'user':
      return t('User');
    case 'tag':
      return t('Tag');
  }
}
