import { expect, test } from 'vitest';
import { modelKeyOf } from '../../../../server/tasks/modelKey.ts';

test.each([
  ['opus', 'opus'],
  ['claude-opus-5-5', 'opus'],
  ['us.anthropic.claude-sonnet-5-v1:0', 'sonnet'],
  ['Sonnet[1m]', 'sonnet'],
  ['opusplan', 'opus'],
  ['a-gateway/Model', 'a-gateway/model'],
  ['x'.repeat(100), 'x'.repeat(64)],
  [undefined, 'default'],
])('a Claude task of %s shares windows as %s', (model, key) => {
  expect(modelKeyOf({ kind: 'claude', context: { prompt: 'x', ...(model && { model }) } })).toBe(key);
});

test('a command shares none', () => {
  expect(modelKeyOf({ kind: 'command', context: { model: 'opus' } })).toBeNull();
});
