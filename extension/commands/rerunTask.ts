import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { editDraft } from '../submit/editDraft.ts';
import { submitDraft } from '../submit/submitDraft.ts';
import { draftOf } from '../submit/taskDraft.ts';
import { chooseTask } from './chooseTask.ts';

/** Submits a new task like one that there was, with what the person changes. */
export async function rerunTask(services: Services, node?: unknown): Promise<void> {
  const task = await chooseTask(services, node, t('Run which task again?'), (each) => can('rerun', each));
  const edited = task && (await editDraft(services, draftOf(task)));
  if (edited) await submitDraft(services, edited);
}
