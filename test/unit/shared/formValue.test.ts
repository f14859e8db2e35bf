import { expect, test } from 'vitest';
import type { FormField } from '../../../shared/confirmation.ts';
import { fieldHint, formValueOf } from '../../../shared/formValue.ts';

const field = (type: FormField['type'], required = true): FormField => ({
  name: 'f',
  title: 'F',
  type,
  required,
  ...(type === 'enum' && { options: ['red', 'blue'] }),
});

test.each([
  ['string', ' as it is ', ' as it is '],
  ['number', ' -1.5e3 ', -1500],
  ['number', '.5', 0.5],
  ['boolean', 'Yes', true],
  ['boolean', 'false', false],
  ['enum', 'blue', 'blue'],
] as const)('a %s is typed as %j', (type, typed, value) => {
  expect(formValueOf(field(type), typed)).toBe(value);
});

test.each([
  ['number', '0x10', 'Write a number.'],
  ['number', '1,5', 'Write a number.'],
  ['boolean', 'maybe', 'Write yes or no.'],
  ['enum', 'green', 'Write one of these: red, blue.'],
  ['string', '  ', 'It has to be filled in.'],
] as const)('a %s can’t be %j', (type, typed, problem) => {
  expect(() => formValueOf(field(type), typed)).toThrow(problem);
});

test('what may be left out is left out', () => {
  expect(formValueOf(field('number', false), ' ')).toBeUndefined();
  expect(fieldHint(field('enum', false))).toBe('(one of red, blue, may be left out)');
  expect(fieldHint(field('boolean'))).toBe('(yes or no)');
});
