/** What became of a question that waits no longer. No `vscode` here. */
import type { Confirmation } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';

/** Who was first, or that nobody was: it is withdrawn when its run ends. */
export function closedInWords({
  answered_by,
  decision,
  status,
}: Pick<Confirmation, 'answered_by' | 'decision' | 'status'>): string {
  if (answered_by !== null) return whoWasFirst(answered_by, decision);
  return status === 'expired' ? outOfTime() : noLonger();
}

export function outOfTime(): string {
  return t('Nobody answered this question in time: it was denied.');
}

export function noLonger(): string {
  return t('This question waits no longer for an answer.');
}

export function whoWasFirst(by: unknown, decision: unknown): string {
  if (typeof by !== 'string') return t('This question was answered already.');
  if (decision === 'allow') return t('This question was answered already: {0} allowed it.', by);
  if (decision === 'deny') return t('This question was answered already: {0} denied it.', by);
  return t('This question was answered already by {0}.', by);
}

/** In place of the question as a document: what became of it, why, and what was asked for. */
export function closedText(confirmation: Confirmation): string {
  const { title, detail, reason } = confirmation;
  const rows = [
    shownText(closedInWords(confirmation)),
    ...(reason ? [t('Reason: {0}', shownText(reason))] : []),
    '',
    shownText(title),
    '',
    '─'.repeat(60),
    shownText(detail),
  ];
  return `${rows.join('\n')}\n`;
}
