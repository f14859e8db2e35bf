import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import type { TaskSummary } from '#shared/task.ts';
import { submitTaskOnce } from '../api/submitTaskOnce.ts';
import { notify } from '../notify.ts';
import { type Services, signedIn } from '../services.ts';
import { summaryOf } from '../state/summaryOf.ts';
import type { TaskDraft } from './taskDraft.ts';

/** Submits the task, keeps it among the recent ones, and tells. */
export async function submitDraft(services: Services, draft: TaskDraft): Promise<TaskSummary> {
  const client = signedIn(services);
  // Before anything can fail: nobody is to type it twice.
  await services.recent.begin(draft);
  const location = vscode.ProgressLocation.Window;
  const title = t('Submitting {0}', shownText(draft.name));
  const task = summaryOf(
    await vscode.window.withProgress({ location, title }, () => submitTaskOnce(client, draft)),
  );
  services.search.learnMe(task);
  services.session.store.apply({ type: 'read', task });
  await services.recent.add(draft);
  void tell(task);
  return task;
}

/** The person goes on working meanwhile: nothing is opened that wasn't asked for. */
async function tell(task: TaskSummary): Promise<void> {
  const [openLog, follow] = [t('Open Log'), t('Follow')];
  const choice = await notify('Information', t('Submitted: {0}', task.name), openLog, follow);
  const node = { kind: 'task', task };
  if (choice === openLog) await vscode.commands.executeCommand('switchyard.openLog', node);
  if (choice === follow) await vscode.commands.executeCommand('switchyard.followTask', node);
}
