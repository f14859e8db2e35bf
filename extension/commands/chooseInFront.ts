import * as vscode from 'vscode';
import type { TaskSummary } from '#shared/task.ts';
import { taskIdOf } from '../logs/logUri.ts';
import { type Services, signedIn } from '../services.ts';
import { summaryOf } from '../state/summaryOf.ts';
import { chooseTask } from './chooseTask.ts';

/**
 * Which task a command is about: that of a log's tab, of a tree's row, or one that the person picks.
 * @param given a row, or the address of a tab when the command comes from its title: then it is about that one,
 *   whether it fits or not.
 * @returns undefined when nothing was picked.
 */
export async function chooseInFront(
  services: Services,
  given: unknown,
  question: string,
  fits: (task: TaskSummary) => boolean,
): Promise<TaskSummary | undefined> {
  const pressed = given instanceof vscode.Uri ? given : undefined;
  const uri = pressed ?? (given === undefined ? vscode.window.activeTextEditor?.document.uri : undefined);
  const id = uri && taskIdOf(uri);
  const task = id === undefined ? undefined : await knownTask(services, id);
  if (task && (pressed || fits(task))) return task;
  return chooseTask(services, given, question, fits);
}

/** As it was heard of last; one that isn't among those that are kept is asked for. */
export async function knownTask(services: Services, id: string): Promise<TaskSummary> {
  const client = signedIn(services);
  return services.session.store.task(id) ?? summaryOf(await client.readTask(id));
}
