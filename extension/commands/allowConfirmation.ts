import * as vscode from 'vscode';
import type { Confirmation, ConfirmationAnswer } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { askDecision } from '../confirmations/askDecision.ts';
import { isYesOrNo } from '../confirmations/askTogether.ts';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import { notify } from '../notify.ts';
import type { Services } from '../services.ts';

const TITLES_SHOWN = 3;
const TITLE_CHARS_MAX = 60;

/** Allows what is asked for, once: of all rows that are selected. */
export async function allowConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  await allow(services, await chooseConfirmations(services, nodes, isYesOrNo), { decision: 'allow' });
}

/** Allows it now, and whenever the same task asks for the same again. */
export async function allowForTask(services: Services, ...nodes: unknown[]): Promise<void> {
  const chosen = await chooseConfirmations(services, nodes, ({ kind }) => kind === 'permission');
  await allow(services, chosen, { decision: 'allow', scope: 'task' });
}

/** What a slip must not allow is asked about once more when it is alone, and left out when it isn't. */
async function allow(
  services: Services,
  chosen: readonly Confirmation[],
  answer: ConfirmationAnswer,
): Promise<void> {
  const [first, ...others] = chosen;
  if (!first) return;
  if (first.default_to_no && others.length === 0) {
    const given = await askDecision(first, services.session.store.task(first.task_id));
    if (given) await giveAnswer(services, chosen, given);
    return;
  }
  const left = chosen.filter(({ default_to_no }) => default_to_no);
  if (left.length > 0) void tellLeftOut(left);
  await giveAnswer(
    services,
    chosen.filter(({ default_to_no }) => !default_to_no),
    answer,
  );
}

/** Answered from here, each of them is asked about alone. */
async function tellLeftOut(left: readonly Confirmation[]): Promise<void> {
  const answer = t('Answer…');
  if ((await notify('Warning', leftOut(left), answer)) !== answer) return;
  const rows = left.map((confirmation) => ({ kind: 'confirmation', confirmation }));
  await vscode.commands.executeCommand('switchyard.answerConfirmation', rows[0], rows);
}

function leftOut(left: readonly Confirmation[]): string {
  const shown = left.slice(0, TITLES_SHOWN).map(({ title }) => title.slice(0, TITLE_CHARS_MAX));
  const names = shown.join('; ');
  const all = left.length > shown.length ? t('{0} and {1} more', names, left.length - shown.length) : names;
  return t('Not allowed together with others, since each has to be thought about: {0}', all);
}
