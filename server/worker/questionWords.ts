/** Questions and answers in a line each. */
import type { ConfirmationKind } from '#shared/confirmation.ts';
import { formatDuration } from '#shared/formatDuration.ts';
import type { ConfirmationRequest } from '../executors/executor.ts';
import type { ConfirmationRow } from '../store/confirmation.entity.ts';

const DETAIL_CHARS_MAX = 300;
const ANSWER_CHARS_MAX = 500;

const asks: Record<ConfirmationKind, string> = {
  permission: 'asks for permission',
  question: 'asks',
  plan: 'asks',
  prompt: 'asks for input',
  form: 'asks for a form to be filled in',
  account: 'asks',
};

export function questionInWords(request: ConfirmationRequest): string {
  const { kind, agent, secret } = request;
  const asking = secret ? 'asks for a secret' : asks[kind];
  return `${agent ? `${agent.name} ` : ''}${asking}: ${subjectOf(request)}`;
}

function subjectOf({ kind, title, detail, questions = [], options = [] }: ConfirmationRequest): string {
  if (questions.length > 0) {
    const each = questions.map(({ question, options }) =>
      withOptions(
        question,
        options.map(({ label }) => label),
      ),
    );
    return each.join(' / ');
  }
  const exact = kind === 'permission' && !detail.includes('\n') && !title.includes(detail);
  if (exact && detail.length <= DETAIL_CHARS_MAX) return `${title} (${detail})`;
  return withOptions(title, options);
}

function withOptions(question: string, options: readonly string[]): string {
  return options.length > 0 ? `${question} (${options.join(', ')})` : question;
}

/** @param name in brackets, where it isn't clear which question is meant. */
export function answerInWords(row: ConfirmationRow, name: string, overruled: string | undefined): string {
  const { status, answeredBy, answeredAt, requestedAt, reason } = row;
  if (status !== 'allowed' && status !== 'denied') return `${status}${name}${because(reason)}`;
  const seconds = answeredAt ? (answeredAt.getTime() - requestedAt.getTime()) / 1000 : 0;
  const by = `by ${answeredBy ?? 'nobody'} after ${formatDuration(seconds, true)}${name}`;
  if (status === 'denied') return `denied ${by}${because(reason)}`;
  if (overruled !== undefined) return `allowed ${by}, but ${overruled}`;
  const isPermission = row.kind === 'permission' || row.kind === 'plan';
  const scope = row.scope === 'task' ? ', also later in this task' : '';
  return `${isPermission ? 'allowed' : 'answered'} ${by}${scope}${changed(row)}${because(whatOf(row))}`;
}

function because(words: string | null | undefined): string {
  return words ? `: ${shortened(words)}` : '';
}

function changed({ updatedInput }: ConfirmationRow): string {
  return updatedInput ? `, with a changed input (${shortened(updatedInput)})` : '';
}

/** What is typed without being seen, nobody may read here either. */
function whatOf({
  secret,
  answers,
  answerText,
  formValues,
  reason,
}: ConfirmationRow): string | null | undefined {
  if (secret) return null;
  if (answers) return pairs(answers);
  if (formValues) return pairs(formValues);
  return answerText ?? reason;
}

function pairs(values: Readonly<Record<string, string | number | boolean | string[]>>): string {
  const entries = Object.entries(values);
  const words = (value: (typeof entries)[number][1]) => [value].flat().join(', ');
  if (entries.length === 1) return entries.map(([, value]) => words(value)).join();
  return entries.map(([key, value]) => `${key} ${words(value)}`).join(' / ');
}

function shortened(text: string): string {
  return text.length > ANSWER_CHARS_MAX ? `${text.slice(0, ANSWER_CHARS_MAX)}…` : text;
}
