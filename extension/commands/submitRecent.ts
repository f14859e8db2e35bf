import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { editDraft } from '../submit/editDraft.ts';
import { submitDraft } from '../submit/submitDraft.ts';
import { commandLineOf, promptOf } from '../submit/taskDraft.ts';
import { pickText } from '../views/pickText.ts';

/** Submits again what was submitted from this workspace lately, after a look at it. */
export async function submitRecent(services: Services): Promise<void> {
  signedIn(services);
  const picks = services.recent.all().map((draft) => ({
    label: pickText(draft.name),
    description: pickText((draft.kind === 'claude' ? promptOf(draft) : commandLineOf(draft)).slice(0, 200)),
    draft,
  }));
  if (picks.length === 0) throw new Error(t('Nothing has been submitted from this workspace yet.'));
  const placeHolder = t('Submit which one again?');
  const picked = await vscode.window.showQuickPick(picks, { placeHolder, matchOnDescription: true });
  const edited = picked && (await editDraft(services, picked.draft));
  if (edited) await submitDraft(services, edited);
}
