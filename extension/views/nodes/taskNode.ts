/** A task in a tree. */
import * as vscode from 'vscode';
import type { TaskSummary } from '#shared/task.ts';
import { hasLiveRun, isFinal, type TaskState } from '#shared/taskState.ts';
import { needsYou } from '../../state/taskGroups.ts';
import { shownText } from '../shownText.ts';
import { shortStatus, statusInWords } from '../taskWords.ts';

const NAME_CHARS_MAX = 25;

export interface TaskNode {
  kind: 'task';
  task: TaskSummary;
}

export function taskItem({ task }: TaskNode, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(shortened(shownText(task.name)));
  item.id = `task:${task.id}`;
  item.description = shortStatus(task, now);
  item.iconPath = taskIcon(task);
  item.contextValue = contextOf(task);
  item.accessibilityInformation = {
    label: `${task.name}, ${statusInWords(task.status)}, ${item.description}`,
  };
  item.command = { command: 'switchyard.openLog', title: 'Open Log', arguments: [{ kind: 'task', task }] };
  return item;
}

/** A side bar shows some thirty-five characters, and cuts off what stands beside a longer name: how the task is. */
function shortened(name: string): string {
  return name.length <= NAME_CHARS_MAX ? name : `${name.slice(0, NAME_CHARS_MAX - 1).trimEnd()}…`;
}

/** What the menus of package.json ask for. */
function contextOf({ status }: TaskSummary): string {
  if (status === 'failure') return 'task:failed';
  if (isFinal(status)) return 'task:over';
  return hasLiveRun(status) ? 'task:live' : 'task:waiting';
}

function taskIcon(task: TaskSummary): vscode.ThemeIcon {
  const [id, color] = needsYou(task) ? (['question', 'charts.orange'] as const) : icons[task.status];
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
  waiting_confirmation: ['question', 'charts.orange'],
  success: ['pass', 'testing.iconPassed'],
  failure: ['error', 'testing.iconFailed'],
  timeout: ['watch', 'testing.iconFailed'],
  revoked: ['circle-slash', 'disabledForeground'],
};
