/** Questions of runs on a terminal: what is asked is shown exactly, and steers nothing. */
import type { Confirmation } from '#shared/confirmation.ts';
import { shownText } from '#shared/shownText.ts';
import { oneLine } from './displayText.ts';
import { formatTime } from './formatQuantity.ts';

export function questionLine({ id, kind, title }: Confirmation): string {
  return `${id}  ${kind}  ${oneLine(shownText(title))}`;
}

/** All that is needed to decide, and how to answer. */
export function questionInWords(question: Confirmation): string {
  const { id, task_id, kind, title, detail, questions, options, expires_at, status } = question;
  const asked = (questions ?? []).flatMap((each) => [
    `  ${shownText(each.question)}${each.multiple ? ' (several may be chosen)' : ''}`,
    ...each.options.map(({ label, description }) =>
      shownText(`    - ${label}${description === undefined ? '' : `: ${description}`}`),
    ),
    ...(each.free_text ? ['    - or a text of your own'] : []),
  ]);
  return [
    `${id}  ${kind}  ${status === 'pending' ? 'waits' : status}`,
    shownText(title),
    ...shownText(detail)
      .split('\n')
      .map((line) => `  ${line}`),
    ...asked,
    ...(options?.length ? [`  one of: ${shownText(options.join(', '))}`] : []),
    `task ${task_id}${expires_at === null ? '' : `, until ${formatTime(expires_at)}`}`,
  ].join('\n');
}
