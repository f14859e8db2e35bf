import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GroupCommit } from '../../../../server/tasks/groupCommit.ts';

/** Waits until everything that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const double = (items: number[]) => items.map((item) => item * 2);

test('who calls alone is served at once', async () => {
  const group = new GroupCommit<number, number>(async (items) => double(items), 10);
  await expect(group.submit(4)).resolves.toBe(8);
});

test('callers in the same turn share a flush, in their order, up to its size', async () => {
  const flushes: number[][] = [];
  const group = new GroupCommit<number, number>(async (items) => {
    flushes.push(items);
    return double(items);
  }, 3);
  const answers = await Promise.all([1, 2, 3, 4, 5].map((item) => group.submit(item)));
  expect(answers).toEqual([2, 4, 6, 8, 10]);
  expect(flushes).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

test('callers that go on with what a flush has brought share the next one, however many steps that takes', async () => {
  const flushes: number[][] = [];
  const group = new GroupCommit<number, number>(async (items) => {
    flushes.push(items);
    return double(items);
  }, 10);
  const goOn = async (item: number, steps: number) => {
    const answer = await group.submit(item);
    for (let step = 0; step < steps; step++) await Promise.resolve();
    return group.submit(answer);
  };
  await Promise.all([goOn(1, 0), goOn(2, 3), goOn(3, 10)]);
  expect(flushes).toEqual([
    [1, 2, 3],
    [2, 4, 6],
  ]);
});

test('a call while a flush is under way waits for the next, and no flush runs beside another', async () => {
  const open: (() => void)[] = [];
  const flushes: number[][] = [];
  const group = new GroupCommit<number, number>(async (items) => {
    flushes.push(items);
    await new Promise<void>((resolve) => open.push(resolve));
    return double(items);
  }, 10);
  const first = group.submit(1);
  await settled();
  const later = [group.submit(2), group.submit(3)];
  await settled();
  expect(flushes).toEqual([[1]]);
  open.shift()?.();
  await expect(first).resolves.toBe(2);
  await settled();
  await settled();
  expect(flushes).toEqual([[1], [2, 3]]);
  open.shift()?.();
  await expect(Promise.all(later)).resolves.toEqual([4, 6]);
});

test('one bad item fails alone', async () => {
  const group = new GroupCommit<number, number>(async (items) => {
    if (items.includes(13)) throw new Error('thirteen');
    return double(items);
  }, 10);
  const answers = await Promise.allSettled([1, 13, 2].map((item) => group.submit(item)));
  expect(answers).toEqual([
    { status: 'fulfilled', value: 2 },
    { status: 'rejected', reason: new Error('thirteen') },
    { status: 'fulfilled', value: 4 },
  ]);
  await expect(group.submit(3)).resolves.toBe(6);
});

test('nothing is lost, answered twice or mixed up, however calls, flushes and failures interleave', async () => {
  const calls = fc.array(fc.record({ item: fc.nat(100), wait: fc.boolean() }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), calls, fc.integer({ min: 1, max: 5 }), async (scheduler, list, max) => {
      const stored: number[] = [];
      let running = 0;
      const group = new GroupCommit<number, number>(async (items) => {
        expect(items.length).toBeLessThanOrEqual(max);
        expect(++running).toBe(1);
        await scheduler.schedule(Promise.resolve());
        running--;
        if (items.some((item) => item % 7 === 0)) throw new Error('bad');
        stored.push(...items);
        return double(items);
      }, max);
      const answers: Promise<number>[] = [];
      for (const { item, wait } of list) {
        const answer = group.submit(item);
        answer.catch(() => {});
        answers.push(answer);
        if (wait && scheduler.count() > 0) await scheduler.waitOne();
      }
      await scheduler.waitFor(Promise.allSettled(answers));
      const good = list.map(({ item }) => item).filter((item) => item % 7 !== 0);
      for (const [index, { item }] of list.entries()) {
        if (item % 7 === 0) await expect(answers[index]).rejects.toThrow('bad');
        else await expect(answers[index]).resolves.toBe(item * 2);
      }
      expect(stored.sort()).toEqual(good.sort());
    }),
  );
});
