/** A group of tasks in the tree. */
import * as vscode from 'vscode';
import type { TaskGroup } from '../../state/taskGroups.ts';
import type { TaskNode } from './taskNode.ts';

export interface GroupNode {
  kind: 'group';
  group: TaskGroup;
  tasks: TaskNode[];
  /** Tasks of this group that are left out. */
  unlisted: number;
}

const titles: Readonly<Record<TaskGroup, string>> = {
  needsYou: 'Needs you',
  running: 'Running',
  waiting: 'Waiting',
  finished: 'Finished',
};

export function groupItem({ group, tasks, unlisted }: GroupNode): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(titles[group], group === 'finished' ? Collapsed : Expanded);
  item.id = `group:${group}`;
  const count = tasks.length + unlisted;
  item.description = String(count);
  item.accessibilityInformation = { label: `${titles[group]}: ${count} tasks` };
  item.contextValue = `group:${group}`;
  return item;
}
