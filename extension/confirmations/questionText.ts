/** A question in full, as a document: what is asked for, by which task, where, and until when. No `vscode` here. */

import type { Confirmation } from '#shared/confirmation.ts';
import { formatDuration } from '#shared/formatDuration.ts';
import { fieldHint } from '#shared/formValue.ts';
import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import type { TaskSummary } from '#shared/task.ts';
import { lineText } from '../views/pickText.ts';

const RULE = '─'.repeat(60);

/**
 * The exact text comes last but for what the model says of it: nothing in it can pass for the lines above.
 * @param now ms since 1970.
 */
export function questionText(confirmation: Confirmation, task: TaskSummary | undefined, now: number): string {
  const rows = [
    shownText(confirmation.title),
    '',
    ...(confirmation.default_to_no ? [thinkFirst()] : []),
    ...askerRows(confirmation, task),
    t('Asked: {0} ago', ageOf(confirmation, now)),
    t('Deadline: {0}', timeLeft(confirmation, now) || t('none')),
    '',
    RULE,
    shownText(confirmation.detail),
  ];
  const questions = (confirmation.questions ?? []).flatMap(({ question, options }) => [
    '',
    shownText(question),
    ...options.map(
      ({ label, description }) => `  • ${shownText(description ? `${label}: ${description}` : label)}`,
    ),
  ]);
  const fields = fieldRows(confirmation).map((row) => `  • ${row}`);
  const said = descriptionRow(confirmation);
  return `${[...rows, ...questions, ...fields, ...(said ? [RULE, said] : [])].join('\n')}\n`;
}

/** Who asks, and where. */
export function askerRows(
  { agent, task_id }: Pick<Confirmation, 'agent' | 'task_id'>,
  task: TaskSummary | undefined,
): string[] {
  return [
    t('Task: {0}', shownText(task?.name ?? task_id)),
    ...(agent ? [t('Asked by its subagent: {0}', lineText(agent.name))] : []),
    ...(task ? [t('Folder: {0}', shownText(task.working_dir)), t('User: {0}', shownText(task.user_id))] : []),
  ];
}

/** The task, and its subagent where one asks, in a few words; empty where the task isn't known. */
export function askerInWords(
  { agent }: Pick<Confirmation, 'agent'>,
  task: Pick<TaskSummary, 'name'> | undefined,
): string {
  const name = task?.name ?? '';
  if (!agent) return name;
  const subagent = t('subagent {0}', lineText(agent.name));
  return name === '' ? subagent : `${name}, ${subagent}`;
}

/** What a list or a box is headed with. */
export function questionTitle(confirmation: Confirmation, task: TaskSummary | undefined): string {
  const asker = askerInWords(confirmation, task);
  return shownText(asker === '' ? confirmation.title : `${asker}: ${confirmation.title}`);
}

/** What the model says of what it asks for, marked as that and on one line; empty where it says nothing. */
export function descriptionRow({ description }: Pick<Confirmation, 'description'>): string {
  return description?.trim()
    ? t('In the model’s own words, which nobody has checked: {0}', lineText(description))
    : '';
}

/** Of a form: what is to be filled in. */
export function fieldRows({ fields }: Pick<Confirmation, 'fields'>): string[] {
  return (fields ?? []).map((field) => lineText(`${field.title} ${fieldHint(field)}`));
}

/** Of a request that must not be allowed by a slip. */
export function thinkFirst(): string {
  return t('This wants a thought before it is allowed.');
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
