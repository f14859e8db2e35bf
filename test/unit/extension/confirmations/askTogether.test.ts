import { expect, test, vi } from 'vitest';
import { askedTogether } from '../../../../extension/confirmations/askTogether.ts';
import type { Confirmation } from '../../../../shared/confirmation.ts';
import { confirmation } from '../../../support/confirmation.ts';

vi.mock('vscode', () => ({}));

const asked = (id: string, fields: Partial<Confirmation> = {}) => confirmation({ id, ...fields });
const ids = (confirmations: Confirmation[]) =>
  askedTogether(confirmations).map((group) => group.map(({ id }) => id));

test('only questions that a dialog shows whole are answered together', () => {
  const long = asked('long', { detail: 'x'.repeat(1000) });
  const text = asked('text', { kind: 'prompt' });
  expect(ids([asked('a'), long, text, asked('b', { kind: 'plan' })])).toEqual([
    ['a', 'b'],
    ['long'],
    ['text'],
  ]);
});

test('what wants a thought is asked alone', () => {
  expect(ids([asked('a'), asked('careful', { default_to_no: true }), asked('b')])).toEqual([
    ['a', 'b'],
    ['careful'],
  ]);
});

test('no dialog asks for more than eight', () => {
  const many = Array.from({ length: 10 }, (_, index) => asked(String(index)));
  expect(ids(many).map(({ length }) => length)).toEqual([8, 2]);
});
