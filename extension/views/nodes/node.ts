/** Everything that a tree of Switchyard may hold. */
import type * as vscode from 'vscode';
import { type ConfirmationNode, confirmationItem } from './confirmationNode.ts';
import { type DependencyNode, dependencyItem } from './dependencyNode.ts';
import { type GroupNode, groupItem } from './groupNode.ts';
import { type MoreNode, moreItem } from './moreNode.ts';
import { type TaskNode, taskItem } from './taskNode.ts';

export type TreeNode = GroupNode | TaskNode | DependencyNode | ConfirmationNode | MoreNode;

/** How a node looks at `now` (ms since 1970). */
export function nodeItem(node: TreeNode, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node);
    case 'task':
      return taskItem(node, now);
    case 'dependency':
      return dependencyItem(node, now);
    case 'confirmation':
      return confirmationItem(node, now);
    case 'more':
      return moreItem(node);
  }
}
