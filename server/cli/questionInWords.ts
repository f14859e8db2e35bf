/** Questions of runs on a terminal: what is asked is shown exactly, and steers nothing. */
import type { Confirmation } from '#shared/confirmation.ts';
import { fieldHint } from '#shared/formValue.ts';
import { shownText } from '#shared/shownText.ts';
import { oneLine } from './displayText.ts';
import { formatTime } from './formatQuantity.ts';

export function questionLine({ id, kind, title }: Confirmation): string {
  return `${id}  ${kind}  ${oneLine(shownText(title))}`;
}

/** All that is needed to decide, and how to answer. */
export function questionInWords(question: Confirmation): string {
  const { id, kind, title, detail, questions, options, status } = question;
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
    ...fieldLines(question),
    ...descriptionLine(question),
    ...(question.default_to_no ? ['This wants a thought before it is allowed.'] : []),
    ...(kind === 'account' ? ['allow: try again; deny: give up'] : []),
    askerLine(question),
  ].join('\n');
}

function fieldLines({ fields }: Confirmation): string[] {
  return (fields ?? []).map(
    (field) => `  - ${oneLineOf(`${field.title}: --value ${field.name}=… ${fieldHint(field)}`)}`,
  );
}

/** After the exact text, and on one line: nothing in it can pass for what we say. */
function descriptionLine({ description }: Confirmation): string[] {
  if (!description?.trim()) return [];
  return [oneLineOf(`in the model's own words, which nobody has checked: ${description}`)];
}

function askerLine({ task_id, agent, expires_at }: Confirmation): string {
  const by = agent ? `, asked by its subagent ${oneLineOf(agent.name)}` : '';
  return `task ${task_id}${by}${expires_at === null ? '' : `, until ${formatTime(expires_at)}`}`;
}

const oneLineOf = (text: string) => oneLine(shownText(text));
