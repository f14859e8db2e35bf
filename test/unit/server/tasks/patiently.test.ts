import { expect, test, vi } from 'vitest';
import { patiently } from '../../../../server/tasks/patiently.ts';

const failing = (errors: unknown[]) =>
  vi.fn(async () => {
    if (errors.length > 0) throw errors.shift();
    return 'done';
  });
const error = (more: object, message = 'says the driver') => Object.assign(new Error(message), more);
const patience = { mayWait: () => true, onWait: () => {} };

test.each([
  ['a store that is away', { code: 'ECONNREFUSED', fatal: true }],
  ['a lost connection', { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }],
  ['a statement that takes too long', { code: 'PROTOCOL_SEQUENCE_TIMEOUT' }],
  ['a deadlock', { code: 'ER_LOCK_DEADLOCK', sqlState: '40001' }],
  ['a full disk', { code: 'ER_RECORD_FILE_FULL', sqlState: 'HY000' }],
])('%s is waited for', async (_what, more) => {
  const work = failing([error(more)]);
  expect(await patiently(work, patience)).toBe('done');
  expect(work).toHaveBeenCalledTimes(2);
});

test.each([
  ['data that a column refuses', error({ code: 'ER_DATA_TOO_LONG', sqlState: '22001' })],
  ['text that isn’t JSON', error({ code: 'ER_INVALID_JSON_TEXT', sqlState: '22032' })],
  ['a statement that is wrong', error({ code: 'ER_PARSE_ERROR', sqlState: '42000' })],
  ['an error of our own', new TypeError('Do not know how to serialize a BigInt')],
])('%s is told at once', async (_what, wrong) => {
  const work = failing([wrong]);
  await expect(patiently(work, patience)).rejects.toBe(wrong);
  expect(work).toHaveBeenCalledOnce();
});

test('who may not wait any more gets nothing, and a word was said', async () => {
  const onWait = vi.fn();
  const work = failing([error({ code: 'ECONNRESET' })]);
  expect(await patiently(work, { mayWait: () => false, onWait })).toBeUndefined();
  expect(onWait).toHaveBeenCalledWith('says the driver');
});
