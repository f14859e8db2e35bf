import { expect, test } from 'vitest';
import { AgingRows } from '../../../../extension/views/agingRows.ts';

const aged = (row: { begun: number }, now: number) => `${Math.floor((now - row.begun) / 60_000)} min`;

test('only rows that say something else by now are drawn anew', () => {
  const rows = new AgingRows(aged);
  const [old, young, unseen] = [{ begun: 0 }, { begun: 30_000 }, { begun: 0 }];
  rows.drawn(old, 30_000);
  rows.drawn(young, 30_000);
  expect(rows.outdated([old, young, unseen], 60_000)).toEqual([old]);
  rows.drawn(old, 60_000);
  expect(rows.outdated([old, young, unseen], 60_000)).toEqual([]);
});

test('a row whose tooltip is read stays as it is, and is drawn anew later', () => {
  const rows = new AgingRows(aged);
  const row = { begun: 0 };
  rows.drawn(row, 59_000);
  rows.read(row, 59_500);
  expect(rows.outdated([row], 61_000)).toEqual([]);
  expect(rows.outdated([row], 80_000)).toEqual([row]);
});
