/** The last row of a group, or of the tree, that is too long to be shown whole: a click brings more. */
import * as vscode from 'vscode';
import { language, t } from '#shared/l10n.ts';
import type { GroupNode } from './groupNode.ts';

export interface MoreNode {
  kind: 'more';
  /** Undefined at the end of the tree. */
  group: GroupNode | undefined;
  count: number;
}

export function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Load more ({0} are not shown)', node.count.toLocaleString(language())));
  item.id = `more:${node.group?.key ?? ''}`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'switchyard.loadMore', title: t('Load More'), arguments: [node] };
  return item;
}
