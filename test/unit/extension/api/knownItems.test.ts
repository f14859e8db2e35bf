import { expect, test } from 'vitest';
import { z } from 'zod';
import { knownItems } from '../../../../extension/api/knownItems.ts';

const list = z.object({ items: knownItems(z.object({ state: z.enum(['on', 'off']) })) });

test('an item of a newer server is left out, and the others are shown', () => {
  expect(list.parse({ items: [{ state: 'on' }, { state: 'dim' }, { state: 'off', more: 1 }] })).toEqual({
    items: [{ state: 'on' }, { state: 'off' }],
  });
  expect(list.parse({ items: [] })).toEqual({ items: [] });
});

test('where no item is understood, it is told what is wrong with the first', () => {
  const { error } = list.safeParse({ items: [{ state: 'dim' }, { state: 7 }] });
  expect(error?.issues).toMatchObject([{ path: ['items', 0, 'state'] }]);
  expect(list.safeParse({ items: 'none' }).success).toBe(false);
});
