import { expect, test } from 'vitest';
import { type AskedAs, checkAnswer } from '../../../../server/confirmations/checkAnswer.ts';
import type { AppError } from '../../../../server/errors.ts';
import type { ConfirmationAnswer } from '../../../../shared/confirmation.ts';

const refused = (asked: AskedAs, answer: ConfirmationAnswer): string[] => {
  try {
    checkAnswer(asked, answer);
  } catch (error) {
    return ((error as AppError).errors ?? []).map(({ path, message }) => `${path} ${message}`);
  }
  return [];
};
const colour = { question: 'Colour?', options: [{ label: 'red' }, { label: 'blue' }] };
const question = (...questions: NonNullable<AskedAs['questions']>): AskedAs => ({
  kind: 'question',
  questions,
});
const allow = (answers: ConfirmationAnswer['answers']): ConfirmationAnswer => ({
  decision: 'allow',
  ...(answers ? { answers } : {}),
});

test('each question needs one of its labels', () => {
  expect(refused(question(colour), allow({ 'Colour?': 'red' }))).toEqual([]);
  expect(refused(question(colour), allow({ 'Colour?': ['red'] }))).toEqual([]);
  expect(refused(question(colour), allow(undefined))).toEqual([
    'answers.Colour? needs an answer: one of "red", "blue"',
  ]);
  expect(refused(question(colour), allow({ 'Colour?': ['red', 'blue'] }))).toEqual([
    'answers.Colour? takes one answer: one of "red", "blue"',
  ]);
  expect(refused(question(colour), allow({ 'Colour?': 'Red' }))).toHaveLength(1);
  expect(refused(question({ ...colour, question: 'constructor' }), allow({}))).toHaveLength(1);
});

test('several labels, or none, where several may be chosen', () => {
  const many = question({ ...colour, multiple: true });
  expect(refused(many, allow({ 'Colour?': ['red', 'blue'] }))).toEqual([]);
  expect(refused(many, allow({ 'Colour?': [] }))).toEqual([]);
  expect(refused(many, allow({ 'Colour?': ['red', 'green'] }))).toEqual([
    'answers.Colour? can’t be "green": one of "red", "blue"',
  ]);
});

test('a text of one’s own where the question takes one', () => {
  expect(refused(question({ ...colour, free_text: true }), allow({ 'Colour?': 'green' }))).toEqual([]);
  expect(refused(question({ question: 'Why?', options: [] }), allow({ 'Why?': 'so' }))).toEqual([]);
  expect(refused(question({ question: 'Why?', options: [] }), allow({ 'Why?': ' ' }))).toHaveLength(1);
});

test('a prompt takes a text, one of its options, or its default', () => {
  const yesNo: AskedAs = { kind: 'prompt', options: ['y', 'N'] };
  expect(refused(yesNo, { decision: 'allow', text: 'Y' })).toEqual([]);
  expect(refused(yesNo, { decision: 'allow', text: 'maybe' })).toEqual(['text must be one of "y", "N"']);
  expect(refused({ kind: 'prompt' }, { decision: 'allow' })).toEqual(['text is what the prompt waits for']);
  expect(refused({ kind: 'prompt' }, { decision: 'allow', text: '' })).toEqual([]);
  expect(checkAnswer({ kind: 'prompt', defaultText: 'main' }, { decision: 'allow' })).toEqual({
    decision: 'allow',
    text: 'main',
  });
});

test('what doesn’t belong to the kind is refused', () => {
  expect(refused({ kind: 'permission' }, { decision: 'allow', text: 'x' })).toEqual([
    'text can’t be given: this is a permission',
  ]);
  expect(refused(question(colour), { ...allow({ 'Colour?': 'red' }), text: 'green' })).toEqual([
    'text can’t be given: this is a question; what is answered goes into answers',
  ]);
  expect(refused({ kind: 'prompt' }, { decision: 'allow', text: 'x', updated_input: {} })).toHaveLength(1);
  expect(refused({ kind: 'plan' }, { decision: 'allow', scope: 'task' })).toEqual([
    'scope must be once: this is a plan',
  ]);
  expect(
    refused({ kind: 'permission' }, { decision: 'allow', scope: 'task', updated_input: {} }),
  ).toHaveLength(1);
  expect(refused({ kind: 'permission' }, { decision: 'allow', answers: { 'x?': 'y' } })).toEqual([
    'answers.x? is not a question: nothing was asked',
  ]);
});

test('of a denial only its reason and scope are kept', () => {
  const denial = checkAnswer(
    { kind: 'permission' },
    { decision: 'deny', reason: 'no', scope: 'task', updated_input: { a: 1 } },
  );
  expect(denial).toEqual({ decision: 'deny', reason: 'no', scope: 'task' });
});
