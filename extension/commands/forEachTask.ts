/** The same for several tasks: a few at once, with the progress shown, and told at the end what failed. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Task, TaskSummary } from '#shared/task.ts';
import { isNotFound } from '../api/apiError.ts';
import type { Services } from '../services.ts';
import { summaryOf } from '../state/summaryOf.ts';

const AT_ONCE = 4;

/** What is being asked of the server, as action and id. */
const underWay = new Set<string>();

/** The second click of a double one comes no later. */
const DOUBLE_CLICK_MS = 1000;

let lastDone = { id: '', at: 0 };

/** Whether something was done with this task a moment ago: that it doesn't fit any more is no news then. */
export function isJustDone(id: string): boolean {
  return id === lastDone.id && performance.now() - lastDone.at < DOUBLE_CLICK_MS;
}

/**
 * Passes over what is under way already: a double click on a row's button asks twice.
 * @param act what the server is asked for each task; its answer is shown at once.
 * @throws the error of the one that failed, or of several the first, with how many did.
 */
export async function forEachTask(
  { session }: Services,
  tasks: readonly TaskSummary[],
  title: string,
  act: (task: TaskSummary) => Promise<Task>,
): Promise<void> {
  const errors: Error[] = [];
  const key = ({ id }: TaskSummary) => `${title} ${id}`;
  const asked = tasks.filter((task) => !underWay.has(key(task)));
  const waiting = [...asked];
  for (const task of asked) underWay.add(key(task));
  const work = async (onDone: () => void) => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      try {
        session.store.apply({ type: 'read', task: summaryOf(await act(task)) });
      } catch (error) {
        if (isNotFound(error)) session.store.apply({ type: 'gone', id: task.id });
        errors.push(error instanceof Error ? error : new Error(String(error)));
      } finally {
        underWay.delete(key(task));
        lastDone = { id: task.id, at: performance.now() };
      }
      onDone();
    }
  };
  const all = (onDone: () => void) => Promise.all(Array.from({ length: AT_ONCE }, () => work(onDone)));
  if (asked.length <= 1) await all(() => {});
  else {
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress({ location, title }, async (progress) => {
      await all(() => progress.report({ increment: 100 / asked.length }));
    });
  }
  const [first] = errors;
  if (!first) return;
  if (asked.length === 1) throw first;
  throw new Error(t('{0} of {1} failed. {2}', errors.length, asked.length, first.message));
}
