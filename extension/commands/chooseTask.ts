/** Which task a command is about: that of the tree's row, or one that the person picks. */
import * as vscode from 'vscode';
import type { TaskSummary } from '#shared/task.ts';
import { type Services, signedIn } from '../services.ts';
import { grouped } from '../state/taskGroups.ts';
import { shownText } from '../views/shownText.ts';
import { shortStatus } from '../views/taskWords.ts';

interface TaskPick extends vscode.QuickPickItem {
  task: TaskSummary;
}

/**
 * @param fits which tasks may be picked.
 * @returns undefined when nothing was picked.
 * @throws Error in plain words when there is nothing to pick from.
 */
export async function chooseTask(
  services: Services,
  node: unknown,
  question: string,
  fits: (task: TaskSummary) => boolean,
): Promise<TaskSummary | undefined> {
  signedIn(services);
  const { store } = services.session;
  const given = taskOf(node);
  if (given) return store.task(given.id) ?? given;
  const now = Date.now();
  const picks = [...grouped(store.tasks()).values()]
    .flat()
    .filter(fits)
    .map((task): TaskPick => ({ label: shownText(task.name), description: shortStatus(task, now), task }));
  if (picks.length === 0) throw new Error('There is no such task now.');
  const options = { placeHolder: question, matchOnDescription: true };
  return (await vscode.window.showQuickPick(picks, options))?.task;
}

function taskOf(node: unknown): TaskSummary | undefined {
  const given = node as { kind?: unknown; task?: TaskSummary } | undefined;
  return given?.kind === 'task' ? given.task : undefined;
}
