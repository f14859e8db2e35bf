import { expect, test } from 'vitest';
import { runMarked } from '../../../../server/worker/leftovers.ts';

const ID = '01a21ced-370e-7ac9-9c79-8f50f3989f84';

test('the mark of a run names its task and its number', () => {
  expect(runMarked(`${ID}.12`)).toEqual({ taskId: ID, run: 12 });
});

test.each(['', 'mine', ID, `${ID}.`, `${ID}.x`, `${ID}.1.2`, `${ID}.99999999999999999999`, `x${ID}.1`])(
  'what calls itself %j hinders nobody from finding what is left of runs',
  (mark) => {
    expect(runMarked(mark)).toBeUndefined();
  },
);
