import { expect, test } from 'vitest';
import { runSummary } from '../../../../server/worker/runSummary.ts';

const startedAt = new Date('2026-01-01T10:00:00.000Z');
const endedAt = new Date('2026-01-01T10:00:20.000Z');
const run = { startedAt, endedAt, duration: 1.2, figures: undefined, cost: 0 };

test('a run tells how long it was at work, and apart from that how long it waited', () => {
  expect(runSummary(run)).toBe('ran 1.2 s, waited 18 s for people');
  expect(runSummary({ ...run, figures: { turns: 3 }, cost: 0.0151 })).toBe(
    'ran 1.2 s, waited 18 s for people, 3 turns, $0.0151',
  );
  expect(runSummary({ ...run, duration: 19.98, figures: { turns: 1 } })).toBe('ran 19 s, 1 turn, $0.0000');
});

test('a command that waited for nobody, or never began, has the last word itself', () => {
  expect(runSummary({ ...run, duration: 19.98 })).toBeUndefined();
  expect(runSummary({ ...run, startedAt: null, duration: null, figures: { turns: 1 } })).toBeUndefined();
});
