/** Asks a person for a yes or a no, which they give after all that matters has been shown. */
import type { Confirmation, ConfirmationAnswer } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { askFirst } from '../notify.ts';
import { askReason } from './askReason.ts';
import { askerRows, descriptionRow, fieldRows, thinkFirst } from './questionText.ts';

/**
 * The first button is the one that Enter presses: “Deny” where a slip must not allow anything.
 * @returns undefined when the person gave no answer.
 */
export async function askDecision(
  confirmation: Confirmation,
  task: TaskSummary | undefined,
): Promise<ConfirmationAnswer | undefined> {
  if (confirmation.kind === 'account') return askAboutAccount(confirmation, task);
  const [allow, always, deny] = [t('Allow'), t('Allow for This Task'), t('Deny')];
  const usual = confirmation.kind === 'permission' ? [allow, always, deny] : [allow, deny];
  const buttons = confirmation.default_to_no ? [deny, allow] : usual;
  const choice = await askFirst(confirmation.title, { detail: wholeOf(confirmation, task), buttons });
  if (choice === allow) return { decision: 'allow' };
  if (choice === always) return { decision: 'allow', scope: 'task' };
  return choice === deny ? askReason() : undefined;
}

/** Nobody is told why: what pays for the run is used up, and the run can't go on before that changes. */
async function askAboutAccount(
  confirmation: Confirmation,
  task: TaskSummary | undefined,
): Promise<ConfirmationAnswer | undefined> {
  const [again, giveUp] = [t('Try Again'), t('Give Up')];
  const detail = wholeOf(confirmation, task);
  const choice = await askFirst(confirmation.title, { detail, buttons: [again, giveUp] });
  if (choice === undefined) return undefined;
  return { decision: choice === again ? 'allow' : 'deny' };
}

/** The exact text first, then what the model says of it, then who asks. */
export function wholeOf(confirmation: Confirmation, task: TaskSummary | undefined): string {
  return [
    confirmation.detail,
    fieldRows(confirmation)
      .map((row) => `• ${row}`)
      .join('\n'),
    descriptionRow(confirmation),
    confirmation.default_to_no ? thinkFirst() : '',
    task || confirmation.agent ? askerRows(confirmation, task).join('\n') : '',
  ]
    .filter((part) => part.trim() !== '')
    .join('\n\n');
}
