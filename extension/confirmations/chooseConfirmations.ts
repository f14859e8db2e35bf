/** Which questions a command is about: those of the rows, that of the document in front, or one that is picked. */
import * as vscode from 'vscode';
import type { Confirmation } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { type Services, signedIn } from '../services.ts';
import { mostUrgentFirst } from '../state/mostUrgentFirst.ts';
import { pickText } from '../views/pickText.ts';
import { sayClosed } from './giveAnswer.ts';
import { askerInWords } from './questionText.ts';
import { confirmationIdOf } from './questionUri.ts';

/**
 * @param nodes what VS Code hands over: a row, and all that are selected.
 * @returns those that are still open; none when nothing was picked.
 */
export async function chooseConfirmations(
  services: Services,
  [node, nodes]: readonly unknown[],
  fits: (confirmation: Confirmation) => boolean = () => true,
): Promise<Confirmation[]> {
  signedIn(services);
  const open = mostUrgentFirst(services.session.store.confirmations);
  const rows = Array.isArray(nodes) && nodes.length > 1 ? nodes : [node];
  const given = new Set(rows.flatMap((each) => idsOf(each, open)));
  if (given.size > 0) {
    const chosen = open.filter(({ id }) => given.has(id));
    const [first] = given;
    if (chosen.length === 0 && first !== undefined) await sayClosed(services, first);
    return chosen.filter(fits);
  }
  return pick(services, open.filter(fits));
}

function idsOf(node: unknown, open: readonly Confirmation[]): string[] {
  const given = node as { kind?: unknown; confirmation?: Confirmation; task?: TaskSummary } | undefined;
  if (given?.kind === 'confirmation' && given.confirmation) return [given.confirmation.id];
  if (given?.kind === 'task')
    return open.filter(({ task_id }) => task_id === given.task?.id).map(({ id }) => id);
  const uri = node instanceof vscode.Uri ? node : undefined;
  const id = confirmationIdOf(
    uri ?? (node === undefined ? vscode.window.activeTextEditor?.document.uri : undefined),
  );
  return id === undefined ? [] : [id];
}

async function pick({ session }: Services, open: readonly Confirmation[]): Promise<Confirmation[]> {
  if (open.length === 0) throw new Error(t('No question waits for an answer.'));
  const picks = open.map((confirmation) => ({
    label: pickText(confirmation.title),
    description: pickText(askerInWords(confirmation, session.store.task(confirmation.task_id))),
    confirmation,
  }));
  const picked = await vscode.window.showQuickPick(picks, { placeHolder: t('Answer which question?') });
  return picked ? [picked.confirmation] : [];
}
