/** Asks a person once for the answer to several questions, all of which they see in full. */
import type { Confirmation, ConfirmationAnswer } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { askFirst } from '../notify.ts';
import type { TaskStore } from '../state/taskStore.ts';
import { askReason } from './askReason.ts';
import { askerInWords, descriptionRow } from './questionText.ts';

/** More don't fit into a dialog: an answer is only for what it shows. */
const TOGETHER_MAX = 8;
const DETAIL_CHARS_MAX = 300;

/** The others want more than a yes. */
export function isYesOrNo({ kind }: Confirmation): boolean {
  return kind === 'permission' || kind === 'plan';
}

function isLong({ detail, description }: Confirmation): boolean {
  return detail.length + (description?.length ?? 0) > DETAIL_CHARS_MAX;
}

/** In what company each question is asked: those that a dialog can show whole stand together, any other alone. */
export function askedTogether(confirmations: readonly Confirmation[]): Confirmation[][] {
  const groups: Confirmation[][] = [];
  let open: Confirmation[] | undefined;
  for (const confirmation of confirmations) {
    if (!isYesOrNo(confirmation) || confirmation.default_to_no || isLong(confirmation)) {
      groups.push([confirmation]);
    } else if (open && open.length < TOGETHER_MAX) {
      open.push(confirmation);
    } else {
      open = [confirmation];
      groups.push(open);
    }
  }
  return groups;
}

/** @returns one answer for all of them; undefined when none was given. */
export async function askTogether(
  confirmations: readonly Confirmation[],
  store: Pick<TaskStore, 'task'>,
): Promise<ConfirmationAnswer | undefined> {
  const [allow, deny] = [t('Allow All'), t('Deny All')];
  const detail = confirmations
    .map((each) => {
      const asker = askerInWords(each, store.task(each.task_id) ?? { name: each.task_id });
      return [each.title, each.detail, descriptionRow(each), asker].filter(Boolean).join('\n');
    })
    .join('\n\n');
  const question = t('One answer to {0} questions?', confirmations.length);
  const choice = await askFirst(question, { detail, buttons: [allow, deny] });
  if (choice === allow) return { decision: 'allow' };
  return choice === deny ? askReason() : undefined;
}
