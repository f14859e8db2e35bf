import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromWire, toWire } from '../../../shared/wire.ts';

/** Names as the contract has them: lower-case words, joined by single underscores. */
const wireName = fc
  .array(fc.stringMatching(/^[a-z]+$/), { minLength: 1, maxLength: 4 })
  .map((words) => words.join('_'));
const wireObject = fc.dictionary(wireName, fc.jsonValue());

test('names change from snake_case to camelCase and back', () => {
  expect(fromWire({ project_id: 1, max_retries: 2, name: 3 })).toEqual({
    projectId: 1,
    maxRetries: 2,
    name: 3,
  });
  expect(toWire({ projectId: 1, cancelRequestedAt: 2, name: 3 })).toEqual({
    project_id: 1,
    cancel_requested_at: 2,
    name: 3,
  });
});

test('whatever comes from the wire goes back to it unchanged', () => {
  fc.assert(
    fc.property(wireObject, (value) => {
      expect(toWire(fromWire(value))).toEqual({ ...value });
    }),
  );
});

test('names inside of values stay as their users gave them', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (map) => {
      expect(fromWire({ user_map: map }).userMap).toBe(map);
      expect((toWire({ userMap: map }) as { user_map: unknown }).user_map).toBe(map);
    }),
  );
});
