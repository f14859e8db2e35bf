/** Which tasks a command is about: those of the tree's rows, or one that the person picks. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { statusInWords } from '#shared/stateWords.ts';
import type { TaskSummary } from '#shared/task.ts';
import { isFinal } from '#shared/taskState.ts';
import { type Services, signedIn } from '../services.ts';
import { inOrder } from '../state/taskGroups.ts';
import { pickText } from '../views/pickText.ts';
import { shortStatus } from '../views/taskWords.ts';
import { isJustDone } from './forEachTask.ts';

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
  const { session } = services;
  const { store } = session;
  const given = taskOf(node);
  if (given) return store.task(given.id) ?? given;
  const now = session.now();
  const picks = inOrder(services.search.tasks())
    .filter(fits)
    .map((task): TaskPick => {
      return { label: pickText(task.name), description: pickText(shortStatus(task, now)), task };
    });
  if (picks.length === 0) throw new Error(t('There is no such task now.'));
  const options = { placeHolder: question, matchOnDescription: true };
  return (await vscode.window.showQuickPick(picks, options))?.task;
}

/**
 * The tasks of all rows that are selected, as far as they fit; else as {@link chooseTask}.
 * @param nodes what VS Code hands over besides the row itself.
 * @throws Error in plain words when none of them fits.
 */
export async function chooseTasks(
  services: Services,
  [node, nodes]: readonly unknown[],
  question: string,
  fits: (task: TaskSummary) => boolean,
): Promise<TaskSummary[]> {
  const { store } = services.session;
  const given = Array.isArray(nodes) && nodes.length > 1 ? nodes : [node];
  const tasks = new Map(given.flatMap((each) => taskOf(each) ?? []).map((task) => [task.id, task]));
  if (tasks.size > 0) {
    const latest = [...tasks.values()].map((task) => store.task(task.id) ?? task);
    const fitting = latest.filter(fits);
    if (fitting.length > 0 || latest.every(({ id }) => isJustDone(id))) return fitting;
    throw new Error(whyNone(latest));
  }
  const task = await chooseTask(services, node, question, fits);
  return task ? [task] : [];
}

function whyNone([task, ...others]: readonly TaskSummary[]): string {
  if (!task || others.length > 0) return t('None of these tasks is in a state for that by now.');
  const isEnding = task.cancel_requested_at !== null && !isFinal(task.status);
  const state = isEnding ? t('is being cancelled') : statusInWords(task.status);
  return t('“{0}” is in another state by now: {1}.', task.name, state);
}

function taskOf(node: unknown): TaskSummary | undefined {
  const given = node as { kind?: unknown; task?: TaskSummary } | undefined;
  return given?.kind === 'task' || given?.kind === 'dependency' ? given.task : undefined;
}
