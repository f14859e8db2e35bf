/** The last row of a group that is too long to be shown whole. */
import * as vscode from 'vscode';

export interface MoreNode {
  kind: 'more';
  count: number;
}

export function moreItem({ count }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(`${count.toLocaleString('en')} more are not shown`);
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  return item;
}
