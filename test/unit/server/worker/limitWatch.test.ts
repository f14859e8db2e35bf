import { expect, test } from 'vitest';
import { LimitWatch } from '../../../../server/worker/limitWatch.ts';
import type { RunLimits } from '../../../../shared/runLimits.ts';

/** A run whose clock goes a second with each look. */
function watched(limits: RunLimits) {
  const state = { ms: 0 };
  const watch = new LimitWatch(limits, () => state.ms);
  const look = (memoryBytes: number, cpuSeconds: number) => {
    state.ms += 1000;
    return watch.look({ memoryBytes, cpuSeconds, seconds: 1 })?.errorClass;
  };
  return { watch, state, look };
}

test('without limits nothing ends a run', () => {
  const { look } = watched({});
  for (let n = 0; n < 100; n++) expect(look(1e12, 64)).toBeUndefined();
});

test('memory: one look over it is enough', () => {
  const { look } = watched({ memory_bytes: 100 });
  expect(look(100, 0)).toBeUndefined();
  expect(look(101, 0)).toBe('MemoryLimitExceeded');
});

test('CPU: ten looks in a row', () => {
  const { look } = watched({ cpu_percent: 100 });
  for (let n = 0; n < 9; n++) expect(look(0, 2)).toBeUndefined();
  expect(look(0, 1)).toBeUndefined();
  for (let n = 0; n < 9; n++) expect(look(0, 2)).toBeUndefined();
  expect(look(0, 2)).toBe('CpuLimitExceeded');
});

test('silence: work, words and a standing clock are none; a timer that ticks is', () => {
  const { watch, state, look } = watched({ silence_seconds: 5 });
  for (let n = 0; n < 20; n++) expect(look(0, 0.1)).toBeUndefined();
  for (let n = 0; n < 20; n++) {
    watch.lifeSign();
    expect(look(0, 0)).toBeUndefined();
  }
  for (let n = 0; n < 20; n++) {
    state.ms -= 1000;
    expect(look(0, 0)).toBeUndefined();
  }
  for (let n = 0; n < 3; n++) expect(look(0, 0.005)).toBeUndefined();
  expect(look(0, 0.005)).toBe('SilenceTimeout');
});
