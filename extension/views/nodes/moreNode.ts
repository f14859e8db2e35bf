/** The last row of a group, of a task's dependencies, or of the tree, where they are too many: a click brings more. */
import * as vscode from 'vscode';
import { language, t } from '#shared/l10n.ts';
import type { GroupNode } from './groupNode.ts';
import type { TaskNode } from './taskNode.ts';

export interface MoreNode {
  kind: 'more';
  /** What it is in; undefined at the end of the tree. */
  group: GroupNode | TaskNode | undefined;
  count: number;
}

export function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Load more ({0} are not shown)', node.count.toLocaleString(language())));
  item.id = `more:${node.group?.kind === 'task' ? node.group.task.id : (node.group?.key ?? '')}`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'switchyard.loadMore', title: t('Load More'), arguments: [node] };
  return item;
}
