/** Which log a command is about: that of the tab in front, of a tree's row, or of a task that the person picks. */
import * as vscode from 'vscode';
import { logUri, taskIdOf } from '../logs/logUri.ts';
import type { Services } from '../services.ts';
import { chooseTask } from './chooseTask.ts';

export interface ChosenLog {
  taskId: string;
  uri: vscode.Uri;
}

/**
 * @param given a row, or the address of a tab when the command comes from its title.
 * @returns undefined when nothing was picked.
 */
export async function chooseLog(
  services: Services,
  given: unknown,
  question: string,
): Promise<ChosenLog | undefined> {
  const inFront = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  const taskId = inFront && (given === undefined || given === inFront) ? taskIdOf(inFront) : undefined;
  if (inFront && taskId !== undefined) return { taskId, uri: inFront };
  const task = await chooseTask(services, given, question, () => true);
  return task && { taskId: task.id, uri: logUri(task) };
}
