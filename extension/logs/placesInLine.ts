/** Keeps true what the logs in view say of where their tasks stand in line: no event tells that. */
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import type { TaskStore } from '../state/taskStore.ts';
import { taskIdOf } from './logUri.ts';
import type { TaskLog } from './taskLog.ts';

const READ_EVERY_MS = 5000;

/** @param logOf the log of a task, if it is open. */
export function readPlacesInLine(
  store: Pick<TaskStore, 'task'>,
  logOf: (taskId: string) => Pick<TaskLog, 'readPlace'> | undefined,
  log: Pick<Log, 'debug'>,
): vscode.Disposable {
  const timer = setInterval(() => {
    const ids = vscode.window.visibleTextEditors.map(({ document }) => taskIdOf(document.uri) ?? '');
    for (const id of new Set(ids)) {
      // It waits for nothing.
      if (store.task(id)?.blocked_on === null) continue;
      logOf(id)
        ?.readPlace()
        .catch((error) => log.debug('Reading a place in line failed:', error));
    }
  }, READ_EVERY_MS);
  return new vscode.Disposable(() => clearInterval(timer));
}
