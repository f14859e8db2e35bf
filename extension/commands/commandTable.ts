/** Which function serves which command, and what the command is called when it fails. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { showError } from '../showError.ts';
import { answerConfirmation } from './answerConfirmation.ts';
import { cancelTask } from './cancelTask.ts';
import { type CommandId, commandIds } from './commandIds.ts';
import { followTask } from './followTask.ts';
import { loadEarlierLog } from './loadEarlierLog.ts';
import { openLog } from './openLog.ts';
import { openSelectedLog } from './openSelectedLog.ts';
import { reconnect } from './reconnect.ts';
import { refresh } from './refresh.ts';
import { retryTask } from './retryTask.ts';
import { showLog } from './showLog.ts';
import { signIn } from './signIn.ts';
import { signOut } from './signOut.ts';
import { submitTask } from './submitTask.ts';

/** @param node of a tree, when the command comes from one; from the palette it is undefined. */
export type CommandHandler = (services: Services, node?: unknown) => Promise<void> | void;

interface Command {
  /** As in “Couldn't submit the task”. */
  action: string;
  run: CommandHandler;
}

const commandTable: Readonly<Record<CommandId, Command>> = {
  'switchyard.signIn': { action: 'sign in', run: signIn },
  'switchyard.signOut': { action: 'sign out', run: signOut },
  'switchyard.submitTask': { action: 'submit the task', run: submitTask },
  'switchyard.cancelTask': { action: 'cancel the task', run: cancelTask },
  'switchyard.retryTask': { action: 'retry the task', run: retryTask },
  'switchyard.followTask': { action: 'follow the task', run: followTask },
  'switchyard.openLog': { action: 'open the log', run: openLog },
  'switchyard.openSelectedLog': { action: 'open the log', run: openSelectedLog },
  'switchyard.loadEarlierLog': { action: 'load earlier lines', run: loadEarlierLog },
  'switchyard.answerConfirmation': { action: 'give the answer', run: answerConfirmation },
  'switchyard.refresh': { action: 'refresh the tasks', run: refresh },
  'switchyard.reconnect': { action: 'reconnect', run: reconnect },
  'switchyard.showLog': { action: 'show the log', run: showLog },
};

export function registerCommands(services: Services): vscode.Disposable {
  const registrations = commandIds.map((id) => {
    const { action, run } = commandTable[id];
    return vscode.commands.registerCommand(id, async (...given: unknown[]) => {
      try {
        // From a row's button the row comes along, unless the tree was drawn anew in that very moment.
        if (given.length > 0 && given[0] === undefined)
          throw new Error('The tasks have just changed: try again.');
        await run(services, given[0]);
      } catch (error) {
        await showError(services.log, action, error);
      }
    });
  });
  return vscode.Disposable.from(...registrations);
}
