import { expect, test } from 'vitest';
import { AdmissionWindow } from '../../../../server/queue/admissionWindow.ts';

interface Facts {
  slots: number;
  free: number;
  oldest: number;
  /** Of this many of aged priority 5 nobody knows when they were admitted. */
  before: number;
  /** So many of the last decision's tasks still wait for a slot. */
  left: number;
  mostUrgent: number;
}

/** A window that has decided once, and been filled with tasks of aged priority 5, with the oldest task due at 0. */
function windowOf(slots: number) {
  const window = new AdmissionWindow();
  let [now, last, made] = [1000, [] as { id: string }[], 0];
  const task = () => ({ id: `${made++}`, agedPriority: 5 });
  const roomAt = (more: Partial<Facts> = {}, filled = true) => {
    now += 10;
    const { before = 0, left = 0, ...facts } = more;
    const admitted = [
      ...Array.from({ length: before }, task),
      ...last.slice(0, left).map((each) => ({ ...each, agedPriority: 5 })),
    ];
    const found = window.roomAt({ slots, free: 0, oldest: 0, mostUrgent: 5, now, ...facts, admitted });
    last = Array.from({ length: filled ? found(5) : 0 }, task);
    window.admitted(last);
    return found;
  };
  roomAt();
  return {
    roomAt,
    room: (more: Partial<Facts> = {}, filled = true) => roomAt(more, filled)(5),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

test('one task for each slot is admitted while runs take their time', () => {
  const { room } = windowOf(8);
  expect(room({ left: 8 })).toBe(0);
  expect(room({ before: 7 })).toBe(1);
  expect(room({ before: 4, left: 1 })).toBe(3);
  expect(room({ before: 4, left: 3, free: 3 })).toBe(4);
});

test('where the slots are quicker than the decisions it grows, up to four for each, and shrinks again', () => {
  const { room } = windowOf(8);
  expect([room(), room(), room()]).toEqual([16, 32, 32]);
  expect(room({ left: 20 })).toBe(0);
  expect(room({ before: 8 })).toBe(0);
  expect(room({ before: 7 })).toBe(1);
});

test('what comes to empty slots, or could not be admitted before, doesn’t let it grow; quiet lets it shrink', () => {
  const { room, wait } = windowOf(2);
  for (let each = 0; each < 5; each++) expect(room({ oldest: Number.POSITIVE_INFINITY })).toBe(2);
  room({ oldest: Number.POSITIVE_INFINITY }, false);
  expect(room()).toBe(2);
  expect(room()).toBe(4);
  wait(2000);
  expect(room()).toBe(2);
});

test('what is admitted takes no room from what is more urgent, neither does it keep the window small for it', () => {
  const { roomAt } = windowOf(2);
  const before = { before: 9, mostUrgent: 6 };
  const room = roomAt({ ...before, left: 2 });
  expect([room(4), room(5), room(6), room(10)]).toEqual([0, 0, 2, 2]);
  const urgent = windowOf(2).roomAt(before);
  expect([urgent(5), urgent(6)]).toEqual([0, 4]);
});

test('in one decision there is a bound, and without slots no room', () => {
  const { room } = windowOf(2);
  expect(room({ slots: 0 })).toBe(0);
  expect(room({ slots: 1000 })).toBe(200);
});
