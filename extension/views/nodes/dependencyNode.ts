/** A task that another one waits for, or waited for: a row below that one. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { taskItem } from './taskNode.ts';

export interface DependencyNode {
  kind: 'dependency';
  /** The task that depends on it. */
  parentId: string;
  task: TaskSummary;
}

export function dependencyItem(node: DependencyNode, now: number): vscode.TreeItem {
  const item = taskItem({ kind: 'task', task: node.task }, now);
  item.id = `dependency:${node.parentId}:${node.task.id}`;
  item.description = t('has to succeed before · {0}', String(item.description));
  item.collapsibleState = vscode.TreeItemCollapsibleState.None;
  return item;
}
