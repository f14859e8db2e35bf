import { expect, test } from 'vitest';
import { createSecretBox } from '../../../../server/secrets/secretBox.ts';

const place = { projectId: 'ship', name: 'TOKEN' };
const box = createSecretBox('a passphrase of some length');

test('what was sealed can be opened again, in another process with the same key too', () => {
  const sealed = box.seal('grün\n🚂', place);
  expect(sealed).not.toContain('grün');
  expect(box.open(sealed, place)).toBe('grün\n🚂');
  expect(createSecretBox('a passphrase of some length').open(sealed, place)).toBe('grün\n🚂');
  expect(box.seal('grün\n🚂', place)).not.toBe(sealed);
});

test('with another key, in another place or changed it can’t be opened', () => {
  const sealed = box.seal('value', place);
  expect(() => createSecretBox('another passphrase').open(sealed, place)).toThrow();
  expect(() => box.open(sealed, { ...place, name: 'OTHER' })).toThrow();
  expect(() => box.open(sealed, { ...place, projectId: 'other' })).toThrow();
  expect(() => box.open(`${sealed.slice(0, -2)}AA`, place)).toThrow();
  expect(() => box.open(`v2.${sealed.slice(3)}`, place)).toThrow(/newer version/);
});

test('without a key it says so', () => {
  const keyless = createSecretBox(undefined);
  expect(keyless.hasKey).toBe(false);
  expect(() => keyless.seal('value', place)).toThrow(/SWITCHYARD_SECRET_KEY/);
  expect(() => keyless.open(box.seal('value', place), place)).toThrow(/SWITCHYARD_SECRET_KEY/);
});
