/** A notification when a task ends, for those who asked for it in the settings. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { isFinal } from '#shared/taskState.ts';
import { notify } from '../notify.ts';
import type { Services } from '../services.ts';
import { notifies } from '../settings.ts';
import { outcomeInWords } from './taskWords.ts';

/** More at once say too little each: the tree shows them. */
const TOLD_AT_ONCE = 3;

export function tellAboutTasks({ session: { store } }: Services): vscode.Disposable {
  let unfinished: ReadonlySet<string> = new Set();
  const stop = store.onChange(() => {
    const tasks = store.tasks();
    const ended = tasks.filter(({ id, status }) => unfinished.has(id) && isFinal(status) && isTold(status));
    unfinished = new Set(tasks.filter(({ status }) => !isFinal(status)).map(({ id }) => id));
    if (ended.length <= TOLD_AT_ONCE) for (const task of ended) void tell(task);
  });
  return { dispose: stop };
}

function isTold(status: TaskSummary['status']): boolean {
  if (status === 'success') return notifies('success');
  return (status === 'failure' || status === 'timeout') && notifies('failure');
}

async function tell(task: TaskSummary): Promise<void> {
  const openLog = t('Open Log');
  const message = `${task.name}: ${outcomeInWords(task)}`;
  const level = task.status === 'success' ? 'Information' : 'Warning';
  const choice = await notify(level, message, openLog);
  if (choice === openLog) await vscode.commands.executeCommand('switchyard.openLog', { kind: 'task', task });
}
