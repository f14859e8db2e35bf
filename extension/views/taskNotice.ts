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
  /** Of each task, whether it was over, and all about its end known: an event tells that it failed, reading it why. */
  let known: ReadonlyMap<string, boolean> = new Map();
  /** When the newest task was made that was there before anybody listened, by the server's clock. */
  let begin: string | undefined;
  const stop = store.onChange(() => {
    const tasks = store.listed ? store.tasks() : [];
    begin = store.listed ? (begin ?? newest(tasks)) : undefined;
    // A short task may be over before it is seen at all; what else is new and over has only been listed now.
    const isNews = ({ id, created_at }: TaskSummary) =>
      known.get(id) === false || (!known.has(id) && begin !== undefined && created_at > begin);
    const isOver = ({ id, status }: TaskSummary) =>
      isFinal(status) && (known.get(id) === true || !store.toRead.has(id));
    const ended = tasks.filter((task) => isOver(task) && isTold(task.status) && isNews(task));
    known = new Map(tasks.map((task) => [task.id, isOver(task)]));
    if (ended.length <= TOLD_AT_ONCE) for (const task of ended) void tell(task);
  });
  return { dispose: stop };
}

function newest(tasks: readonly TaskSummary[]): string {
  const times = tasks.map(({ created_at }) => created_at);
  return times.sort().at(-1) ?? '';
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
