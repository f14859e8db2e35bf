import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { lastPidSince, type PidMoment, pidMoment } from '../../../../server/processes/pidMoment.ts';
import { eventually } from '../../../support/eventually.ts';

const begun = { lastPid: 700, started: 5000 };

test.each([
  { what: 'nothing was started', now: { lastPid: 700, started: 5000 }, told: 700 },
  { what: 'some were started', now: { lastPid: 750, started: 5050 }, told: 750 },
  { what: 'pids in use were passed over', now: { lastPid: 790, started: 5050 }, told: 790 },
  { what: 'as many were started as are looked at', now: { lastPid: 1000, started: 5300 }, told: 1000 },
  { what: 'more were started', now: { lastPid: 1001, started: 5301 }, told: undefined },
  { what: 'more were passed over', now: { lastPid: 1001, started: 5002 }, told: undefined },
  { what: 'pids have started over', now: { lastPid: 310, started: 5020 }, told: undefined },
  {
    what: 'pids have started over and come by again',
    now: { lastPid: 710, started: 37_478 },
    told: undefined,
  },
  { what: 'the system doesn’t tell', now: undefined, told: undefined },
])('the pids of what was started since a moment: $what', ({ now, told }) => {
  expect(lastPidSince(begun, now)).toBe(told);
});

/** As the kernel does: one up each time, past those in use, and over from 300 on when the highest was given. */
class PidGiver {
  /** Pid → which one it was that was started with it. */
  readonly used = new Map<number, number>();
  readonly #max: number;
  #last = 300;
  #started = 1;

  constructor(max: number) {
    this.#max = max;
  }

  get moment(): PidMoment {
    return { lastPid: this.#last, started: this.#started };
  }

  start(): void {
    do this.#last = this.#last + 1 < this.#max ? this.#last + 1 : 300;
    while (this.used.has(this.#last));
    this.used.set(this.#last, ++this.#started);
    // There is room for so many.
    if (this.used.size > (this.#max - 300) / 4) this.end(this.#started);
  }

  end(which: number): void {
    const pids = [...this.used.keys()];
    const pid = pids[which % Math.max(1, pids.length)];
    if (pid !== undefined) this.used.delete(pid);
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ start: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ end: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ start: fc.integer({ min: 200, max: 1500 }) }) },
);

test('whatever was started since a moment and lives has a pid above it, up to the one that is told', () => {
  const told = { yes: 0, no: 0 };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 12 }), (before, since) => {
      const system = new PidGiver(1000);
      const run = (steps: typeof since) => {
        for (const each of steps) {
          if ('end' in each) system.end(each.end);
          else for (let one = 0; one < each.start; one++) system.start();
        }
      };
      run(before);
      const moment = system.moment;
      run(since);
      const last = lastPidSince(moment, system.moment);
      told[last === undefined ? 'no' : 'yes']++;
      if (last === undefined) return;
      for (const [pid, started] of system.used) {
        if (started <= moment.started) continue;
        expect(pid).toBeGreaterThan(moment.lastPid);
        expect(pid).toBeLessThanOrEqual(last);
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(told.yes, told.no)).toBeGreaterThan(20);
});

test('on this machine, too, what is started has a pid from there', async () => {
  const children: ChildProcess[] = [];
  onTestFinished(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  // A machine on which much begins meanwhile doesn't tell.
  await eventually(async () => {
    const moment = pidMoment() as PidMoment;
    const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    children.push(child);
    await once(child, 'spawn');
    const last = lastPidSince(moment, pidMoment());
    expect(last).toBeDefined();
    expect(child.pid).toBeGreaterThan(moment.lastPid);
    expect(child.pid).toBeLessThanOrEqual(last as number);
  });
});
