import { expect, test } from 'vitest';
import {
  type ConnectionEvent,
  initialConnection,
  reduceConnection,
} from '../../../../extension/state/connectionState.ts';

const after = (...events: ConnectionEvent[]) => events.reduce(reduceConnection, initialConnection);
const lost = (at: number): ConnectionEvent => ({ type: 'lost', reason: `reason ${at}`, at });

test('counts the tries of one absence and remembers when it began', () => {
  expect(after({ type: 'started' }, { type: 'opened' }, lost(1), lost(2), lost(3))).toEqual({
    is: 'away',
    reason: 'reason 3',
    attempt: 3,
    since: 1,
  });
  expect(after({ type: 'started' }, lost(1), { type: 'opened' }, lost(9))).toMatchObject({
    attempt: 1,
    since: 9,
  });
});

test('a refused token stays refused until there is another', () => {
  const refused = after({ type: 'started' }, { type: 'refused', reason: 'unknown' }, lost(1));
  expect(refused).toEqual({ is: 'refused', reason: 'unknown' });
  expect(reduceConnection(refused, { type: 'started' })).toEqual({ is: 'connecting' });
});

test('who is signed out stays so, whatever a socket that is ending still tells', () => {
  for (const type of ['refused', 'strange'] as const) {
    expect(after({ type: 'signed_out' }, { type, reason: '' })).toEqual({ is: 'signed_out' });
  }
  expect(after({ type: 'signed_out' }, { type: 'opened' }, lost(1))).toEqual({ is: 'signed_out' });
});
