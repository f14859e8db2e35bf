/** Whether an answer fits its question. */
import type { ConfirmationAnswer, ConfirmationQuestion, QuestionAnswers } from '#shared/confirmation.ts';
import type { FieldError } from '#shared/problem.ts';
import { invalidFields } from '../errors.ts';
import type { ConfirmationRow } from '../store/confirmation.entity.ts';
import { wrongValues } from './checkForm.ts';

export type AskedAs = Pick<ConfirmationRow, 'kind'> &
  Partial<Pick<ConfirmationRow, 'questions' | 'options' | 'defaultText' | 'fields'>>;

/**
 * @returns the answer, with the prompt's default where nothing was typed; of a denial, only what a denial has.
 * @throws {AppError} 422 that says what is allowed.
 */
export function checkAnswer(asked: AskedAs, answer: ConfirmationAnswer): ConfirmationAnswer {
  const { decision, reason, scope } = answer;
  const errors = [...wrongScope(asked, answer)];
  if (decision === 'deny') {
    if (errors.length > 0) throw invalidFields(errors);
    return { decision, ...(reason === undefined ? {} : { reason }), ...(scope ? { scope } : {}) };
  }
  const text = answer.text ?? (asked.kind === 'prompt' ? (asked.defaultText ?? undefined) : undefined);
  errors.push(
    ...wrongAnswers(asked.questions ?? [], answer.answers ?? {}),
    ...wrongText(asked, text),
    ...wrongInput(asked, answer),
    ...wrongValues(asked, answer.values),
  );
  if (errors.length > 0) throw invalidFields(errors);
  return text === undefined ? answer : { ...answer, text };
}

function wrongScope({ kind }: AskedAs, { decision, scope, updated_input }: ConfirmationAnswer): FieldError[] {
  if (scope !== 'task') return [];
  if (kind !== 'permission') return [{ path: 'scope', message: `must be once: this is a ${kind}` }];
  if (decision === 'allow' && updated_input !== undefined) {
    return [
      { path: 'scope', message: 'must be once: only a request that is allowed as it is can be remembered' },
    ];
  }
  return [];
}

function wrongInput({ kind }: AskedAs, { updated_input }: ConfirmationAnswer): FieldError[] {
  if (updated_input === undefined) return [];
  if (kind !== 'permission' && kind !== 'plan')
    return [{ path: 'updated_input', message: `can’t be given: this is a ${kind}` }];
  return [];
}

function wrongText({ kind, options }: AskedAs, text: string | undefined): FieldError[] {
  if (kind !== 'prompt') {
    const instead = kind === 'question' ? '; what is answered goes into answers' : '';
    const message = `can’t be given: this is a ${kind}${instead}`;
    return text === undefined ? [] : [{ path: 'text', message }];
  }
  if (text === undefined) return [{ path: 'text', message: 'is what the prompt waits for' }];
  const allowed = options ?? [];
  const fits =
    allowed.length === 0 || allowed.some((each) => each.toLowerCase() === text.trim().toLowerCase());
  return fits ? [] : [{ path: 'text', message: `must be one of ${listed(allowed)}` }];
}

function wrongAnswers(questions: readonly ConfirmationQuestion[], answers: QuestionAnswers): FieldError[] {
  const asked = new Map(questions.map((each) => [each.question, each]));
  const unknown = Object.keys(answers).filter((question) => !asked.has(question));
  const known = questions.length > 0 ? `the questions are ${listed([...asked.keys()])}` : 'nothing was asked';
  return [
    ...unknown.map((question) => ({ path: `answers.${question}`, message: `is not a question: ${known}` })),
    ...questions.flatMap((question) => wrongAnswer(question, ownValue(answers, question.question))),
  ];
}

/** A question may be called like something that every object has. */
function ownValue(answers: QuestionAnswers, question: string): string | string[] | undefined {
  return Object.hasOwn(answers, question) ? answers[question] : undefined;
}

function wrongAnswer(asked: ConfirmationQuestion, given: string | string[] | undefined): FieldError[] {
  const path = `answers.${asked.question}`;
  const labels = asked.options.map(({ label }) => label);
  const anyText = asked.free_text || labels.length === 0;
  const allowed = anyText
    ? labels.length > 0
      ? `one of ${listed(labels)}, or a text`
      : 'a text'
    : `one of ${listed(labels)}`;
  const chosen = given === undefined ? [] : [given].flat();
  if (chosen.length === 0 && !(asked.multiple && given !== undefined)) {
    return [{ path, message: `needs an answer: ${allowed}` }];
  }
  if (chosen.length > 1 && !asked.multiple) return [{ path, message: `takes one answer: ${allowed}` }];
  const wrong = chosen.filter((label) => !labels.includes(label) && !(anyText && label.trim() !== ''));
  return wrong.map((label) => ({ path, message: `can’t be ${JSON.stringify(label)}: ${allowed}` }));
}

const listed = (texts: readonly string[]) => texts.map((each) => JSON.stringify(each)).join(', ');
