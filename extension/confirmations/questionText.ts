/** A question in full, as a document: what is asked for, by which task, where, and until when. No `vscode` here. */

import type { Confirmation } from '#shared/confirmation.ts';
import { formatDuration } from '#shared/formatDuration.ts';
import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import type { TaskSummary } from '#shared/task.ts';

/** @param now ms since 1970. */
export function questionText(confirmation: Confirmation, task: TaskSummary | undefined, now: number): string {
  const rows = [
    shownText(confirmation.title),
    '',
    t('Task: {0}', shownText(task?.name ?? confirmation.task_id)),
    ...(task ? [t('Folder: {0}', shownText(task.working_dir)), t('User: {0}', shownText(task.user_id))] : []),
    t('Asked: {0} ago', ageOf(confirmation, now)),
    t('Deadline: {0}', timeLeft(confirmation, now) || t('none')),
    '',
    '─'.repeat(60),
    shownText(confirmation.detail),
  ];
  const questions = (confirmation.questions ?? []).flatMap(({ question, options }) => [
    '',
    shownText(question),
    ...options.map(
      ({ label, description }) => `  • ${shownText(description ? `${label}: ${description}` : label)}`,
    ),
  ]);
  return `${[...rows, ...questions].join('\n')}\n`;
}

function ageOf({ requested_at }: Confirmation, now: number): string {
  return formatDuration((now - Date.parse(requested_at)) / 1000);
}

/** Empty without a deadline. */
export function timeLeft({ expires_at }: Confirmation, now: number): string {
  if (expires_at === null) return '';
  const seconds = (Date.parse(expires_at) - now) / 1000;
  return seconds > 0 ? t('{0} left', formatDuration(seconds)) : t('out of time');
}
