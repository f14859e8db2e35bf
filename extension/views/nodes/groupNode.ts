/** A group of tasks in the tree. */
import * as vscode from 'vscode';
import { language, t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import { statusInWords } from '#shared/stateWords.ts';
import type { TaskState } from '#shared/taskState.ts';
import type { Grouping } from '../../state/taskGrouping.ts';
import type { TaskGroup } from '../../state/taskGroups.ts';
import type { TaskNode } from './taskNode.ts';

export interface GroupNode {
  kind: 'group';
  grouping: Grouping;
  key: string;
  tasks: TaskNode[];
  /** Tasks of this group that the server has besides. */
  left: number;
  /** So many of `tasks` are shown. */
  rowsMax: number;
}

export function groupItem({ grouping, key, tasks, left }: GroupNode): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const title = groupTitle(grouping, key);
  const item = new vscode.TreeItem(title, key === 'finished' ? Collapsed : Expanded);
  item.id = `group:${grouping}:${key}`;
  const count = tasks.length + left;
  item.description = count.toLocaleString(language());
  item.accessibilityInformation = { label: t('{0}: {1} tasks', title, count) };
  item.contextValue = 'group';
  return item;
}

function groupTitle(grouping: Grouping, key: string): string {
  switch (grouping) {
    case 'state':
      return stateTitle(key as TaskGroup);
    case 'status':
      return statusInWords(key as TaskState);
    case 'tag':
      return key === '' ? t('Without a tag') : shownText(key);
    default:
      return shownText(key);
  }
}

function stateTitle(group: TaskGroup): string {
  switch (group) {
    case 'needsYou':
      return t('Needs you');
    case 'running':
      return t('Running');
    case 'waiting':
      return t('Waiting');
    case 'finished':
      return t('Finished');
  }
}
