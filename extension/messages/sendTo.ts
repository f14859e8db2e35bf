import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { ProblemError } from '../api/apiError.ts';
import type { RestClient } from '../api/restClient.ts';
import { notify } from '../notify.ts';
import { type Services, signedIn } from '../services.ts';
import { summaryOf } from '../state/summaryOf.ts';
import { can } from '../state/taskVerbs.ts';
import { shownMessage } from './tellFates.ts';

/**
 * Sends a message to a running task, and tells. Where the task is over by now, offers to continue its conversation
 * with the same text.
 * @throws what else the server says.
 */
export async function sendTo(services: Services, task: TaskSummary, text: string): Promise<void> {
  const client = signedIn(services);
  try {
    await services.messages.send(client, task, text);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 409) throw error;
    const now = await readAnew(services, client, task.id);
    if (!can('continue', now)) throw error;
    void offerToContinue(now, text);
    return;
  }
  void tellQueued(task, text);
}

async function readAnew({ session }: Services, client: RestClient, id: string): Promise<TaskSummary> {
  const task = summaryOf(await client.readTask(id));
  session.store.apply({ type: 'read', task });
  return task;
}

async function offerToContinue(task: TaskSummary, text: string): Promise<void> {
  const goOn = t('Continue This Conversation');
  const message = t(
    '“{0}” isn’t running any more, so Claude can’t be told: {1}',
    task.name,
    shownMessage(text),
  );
  if ((await notify('Warning', message, goOn)) === goOn)
    await vscode.commands.executeCommand('switchyard.continueTask', { kind: 'task', task }, text);
}

async function tellQueued(task: TaskSummary, text: string): Promise<void> {
  const another = t('Send Another…');
  const message = t('Queued for Claude, in “{0}”: {1}', task.name, shownMessage(text));
  if ((await notify('Information', message, another)) === another)
    await vscode.commands.executeCommand('switchyard.sendMessage', { kind: 'task', task });
}
