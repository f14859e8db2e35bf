import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideFiring, ON_TIME_MS } from '../../../../server/schedules/decideFiring.ts';
import { missedRules, overlapRules } from '../../../../shared/schedule.ts';

const MINUTE = 60_000;

/** A clock that steps, a rule that comes every `everyMs`, and tasks that may be over or not when it does. */
const stories = fc.record({
  overlap: fc.constantFrom(...overlapRules),
  missed: fc.constantFrom(...missedRules),
  everyMs: fc.integer({ min: 1, max: 90 }).map((minutes) => minutes * MINUTE),
  looks: fc.array(
    fc.record({
      // Mostly the server looks every few seconds; sometimes it was away for long.
      afterMs: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 10_000_000 })),
      previousOpen: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  ),
});

test('no time fires twice, none is forgotten, and what fires is what the rules say', () => {
  fc.assert(
    fc.property(stories, ({ overlap, missed, everyMs, looks }) => {
      let now = 0;
      let next = everyMs;
      const firedFor: number[] = [];
      for (const { afterMs, previousOpen } of looks) {
        now += afterMs;
        if (now < next) continue;
        const last = new Date(Math.floor(now / everyMs) * everyMs);
        const due = { nextFireAt: new Date(next), overlap, missed };
        const firing = decideFiring(due, new Date(now), last, previousOpen);
        const at = firing.firedFor.getTime();
        expect(at % everyMs).toBe(0);
        expect(at).toBeGreaterThan(firedFor.at(-1) ?? 0);
        expect(at).toBeLessThanOrEqual(now);
        // Nothing that has come lies beyond it.
        expect(at + everyMs).toBeGreaterThan(now);
        const late = now - at > ON_TIME_MS;
        if (missed === 'skip' && late) expect(firing.outcome).toBe('missed');
        else if (overlap === 'skip' && previousOpen) expect(firing.outcome).toBe('skipped');
        else expect(firing.outcome).toBe('fired');
        expect(firing.cancelPrevious).toBe(
          firing.outcome === 'fired' && overlap === 'cancel_previous' && previousOpen,
        );
        expect(firing.queueBehind).toBe(firing.outcome === 'fired' && overlap === 'queue' && previousOpen);
        firedFor.push(at);
        next = (Math.floor(now / everyMs) + 1) * everyMs;
      }
    }),
  );
});

describe('a time that was set by hand', () => {
  const base = { overlap: 'queue', missed: 'run_once' } as const;
  const at = (text: string) => new Date(`2026-01-01T${text}Z`);

  test('fires as it is, though the rule doesn’t know it', () => {
    const due = { ...base, nextFireAt: at('10:17:03') };
    expect(decideFiring(due, at('10:17:04'), at('10:00:00'), false).firedFor).toEqual(at('10:17:03'));
    expect(decideFiring(due, at('10:17:04'), null, false).firedFor).toEqual(at('10:17:03'));
  });

  test('is on time for half a minute', () => {
    const due = { ...base, missed: 'skip', nextFireAt: at('10:00:00') } as const;
    expect(decideFiring(due, at('10:00:30'), at('10:00:00'), false).outcome).toBe('fired');
    expect(decideFiring(due, at('10:00:30.001'), at('10:00:00'), false).outcome).toBe('missed');
  });
});
