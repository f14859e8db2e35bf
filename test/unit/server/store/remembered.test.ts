import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Remembered } from '../../../../server/store/remembered.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

/** @param max how many are remembered. */
function rememberedFrom(source: Map<string, string>, max = 10) {
  const reads: string[][] = [];
  /** What a read waits for between finding its answer and giving it. */
  let held = Promise.resolve();
  let away = false;
  const remembered = new Remembered<string>(async (keys) => {
    reads.push([...keys]);
    if (away) throw new Error('away');
    const found = new Map(keys.flatMap((key) => (source.has(key) ? [[key, source.get(key) ?? '']] : [])));
    await held;
    return found as Map<string, string>;
  }, max);
  return {
    remembered,
    reads,
    goAway: () => {
      away = true;
    },
    /** @returns how to let go. */
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

test('what is asked for again and again is read once', async () => {
  const { remembered, reads } = rememberedFrom(new Map([['a', '1']]));
  for (let count = 0; count < 5; count++) expect(await remembered.get('a')).toBe('1');
  expect(reads).toEqual([['a']]);
});

test('what there is not is asked for each time: it may be there any moment', async () => {
  const source = new Map<string, string>();
  const { remembered } = rememberedFrom(source);
  expect(await remembered.get('a')).toBeUndefined();
  source.set('a', '1');
  expect(await remembered.get('a')).toBe('1');
});

test('a change that is told of holds for whoever asks next, and leaves the others', async () => {
  const source = new Map([
    ['a', '1'],
    ['b', '1'],
  ]);
  const { remembered, reads } = rememberedFrom(source);
  await Promise.all([remembered.get('a'), remembered.get('b')]);
  source.set('a', '2');
  remembered.forget('a');
  expect(await remembered.get('a')).toBe('2');
  expect(await remembered.get('b')).toBe('1');
  expect(reads).toEqual([['a'], ['b'], ['a']]);
  source.set('b', '2');
  remembered.forget();
  expect(await remembered.get('b')).toBe('2');
});

test('what was being read while it changed is not remembered', async () => {
  const source = new Map([['a', '1']]);
  const { remembered, hold } = rememberedFrom(source);
  const letGo = hold();
  const before = remembered.get('a');
  source.set('a', '2');
  remembered.forget('a');
  letGo();
  await before;
  expect(await remembered.get('a')).toBe('2');
});

test('a change that nobody told of is seen within a second, and nobody waits for that', async () => {
  const source = new Map([['a', '1']]);
  const { remembered, reads, hold } = rememberedFrom(source);
  await remembered.get('a');
  source.set('a', '2');
  const letGo = hold();
  await seconds(1);
  // The look is under way.
  expect(await remembered.get('a')).toBe('1');
  letGo();
  await seconds(0);
  expect(await remembered.get('a')).toBe('2');
  source.delete('a');
  await seconds(1);
  expect(await remembered.get('a')).toBeUndefined();
  expect(reads.length).toBe(4);
});

test('a look that began before something was read anew doesn’t set it back', async () => {
  const source = new Map([['a', '1']]);
  const { remembered, hold } = rememberedFrom(source);
  await remembered.get('a');
  const letGo = hold();
  await seconds(1);
  source.set('a', '2');
  hold()();
  await seconds(1.6);
  expect(await remembered.get('a')).toBe('2');
  letGo();
  await seconds(0);
  expect(await remembered.get('a')).toBe('2');
});

test('with the source away it holds for a while, then whoever asks hears of it', async () => {
  const { remembered, goAway } = rememberedFrom(new Map([['a', '1']]));
  await remembered.get('a');
  goAway();
  await seconds(2.4);
  expect(await remembered.get('a')).toBe('1');
  await seconds(0.2);
  await expect(remembered.get('a')).rejects.toThrow('away');
});

test('what nobody asks for any more is not read for ever', async () => {
  const { remembered, reads } = rememberedFrom(new Map([['a', '1']]));
  await remembered.get('a');
  await seconds(120);
  expect(reads.length).toBeLessThan(70);
  expect(vi.getTimerCount()).toBe(0);
});

test('no more is remembered than allowed', async () => {
  const { remembered, reads } = rememberedFrom(new Map([...'abc'].map((key) => [key, key])), 2);
  for (const key of 'abc') await remembered.get(key);
  reads.length = 0;
  await remembered.get('b');
  await remembered.get('c');
  expect(reads).toEqual([]);
  await remembered.get('a');
  expect(reads).toEqual([['a']]);
});
