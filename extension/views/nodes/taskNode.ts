/** A task in a tree. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import { statusInWords } from '#shared/stateWords.ts';
import type { TaskSummary } from '#shared/task.ts';
import type { TaskState } from '#shared/taskState.ts';
import { needsYou } from '../../state/taskGroups.ts';
import { can, taskVerbs } from '../../state/taskVerbs.ts';
import { shortStatus } from '../taskWords.ts';

const NAME_CHARS_MAX = 25;

export interface TaskNode {
  kind: 'task';
  task: TaskSummary;
  /** The group that it is in, where a task may be in several. */
  within?: string;
  /** How many of the tasks that it depends on have a row, once somebody asked for more. */
  rowsMax?: number;
}

export function taskItem({ task, within }: TaskNode, now: number): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(
    shortened(shownText(task.name)),
    task.depends_on.length > 0 ? Collapsed : None,
  );
  item.id = `task:${within ?? ''}:${task.id}`;
  item.description = shortStatus(task, now);
  item.iconPath = taskIcon(task);
  item.contextValue = contextOf(task);
  item.accessibilityInformation = {
    label: `${task.name}, ${statusInWords(task.status)}, ${item.description}`,
  };
  item.command = { command: 'switchyard.openLog', title: t('Open Log'), arguments: [{ kind: 'task', task }] };
  return item;
}

/** A side bar shows some thirty-five characters, and cuts off what stands beside a longer name: how the task is. */
function shortened(name: string): string {
  return name.length <= NAME_CHARS_MAX ? name : `${name.slice(0, NAME_CHARS_MAX - 1).trimEnd()}…`;
}

/** What the menus of package.json ask for: `task cancel priority`. */
function contextOf(task: TaskSummary): string {
  return ['task', ...taskVerbs.filter((verb) => can(verb, task))].join(' ');
}

function taskIcon(task: TaskSummary): vscode.ThemeIcon {
  const [id, color] = needsYou(task) ? (['question', 'charts.yellow'] as const) : icons[task.status];
  return new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
}

const waiting = ['clock', undefined] as const;
const icons: Readonly<Record<TaskState, readonly [id: string, color: string | undefined]>> = {
  pending: waiting,
  received: waiting,
  retry: ['sync', undefined],
  started: ['loading~spin', 'charts.blue'],
  running: ['loading~spin', 'charts.blue'],
  paused: ['debug-pause', 'charts.blue'],
  waiting_confirmation: ['question', 'charts.yellow'],
  success: ['pass', 'testing.iconPassed'],
  failure: ['error', 'testing.iconFailed'],
  timeout: ['watch', 'testing.iconFailed'],
  revoked: ['circle-slash', 'disabledForeground'],
};
