import { expect, test } from 'vitest';
import { AdmissionWindow, type WindowFacts } from '../../../../server/queue/admissionWindow.ts';

/** A window that has decided once, and been filled, with the oldest task due at 0. */
function windowOf(slots: number) {
  const window = new AdmissionWindow();
  let now = 1000;
  const rooms = (facts: Partial<WindowFacts> = {}, filled = true) => {
    now += 10;
    const found = window.rooms({ slots, free: 0, admitted: 0, oldest: 0, now, ...facts });
    window.admitted(filled ? found.room : 0);
    return found;
  };
  rooms();
  const wait = (ms: number) => {
    now += ms;
  };
  return { rooms, wait };
}

test('one task for each slot is admitted while runs take their time', () => {
  const { rooms } = windowOf(8);
  expect(rooms({ admitted: 8 }).room).toBe(0);
  expect(rooms({ admitted: 7 }).room).toBe(1);
  expect(rooms({ admitted: 4 }).room).toBe(4);
  expect(rooms({ admitted: 4, free: 3 }).room).toBe(7);
});

test('where the slots are quicker than the decisions it grows, up to four for each, and shrinks again', () => {
  const { rooms } = windowOf(8);
  expect([rooms(), rooms(), rooms()].map(({ room }) => room)).toEqual([16, 32, 32]);
  expect(rooms({ admitted: 20 }).room).toBe(0);
  expect(rooms({ admitted: 8 }).room).toBe(0);
  expect(rooms({ admitted: 7 }).room).toBe(1);
});

test('what comes to empty slots, or could not be admitted before, doesn’t let it grow; quiet lets it shrink', () => {
  const { rooms, wait } = windowOf(2);
  for (let each = 0; each < 5; each++) expect(rooms({ oldest: Number.POSITIVE_INFINITY }).room).toBe(2);
  rooms({ oldest: Number.POSITIVE_INFINITY }, false);
  expect(rooms().room).toBe(2);
  expect(rooms().room).toBe(4);
  wait(2000);
  expect(rooms().room).toBe(2);
});

test('what is more urgent has more room, never above the bound; without slots nothing has any', () => {
  const { rooms } = windowOf(2);
  expect(rooms({ admitted: 2 })).toEqual({ room: 0, urgentRoom: 14 });
  expect(rooms({ admitted: 16 }).urgentRoom).toBe(0);
  expect(rooms({ slots: 0 })).toEqual({ room: 0, urgentRoom: 0 });
  expect(rooms({ slots: 1000 }).urgentRoom).toBe(200);
});
