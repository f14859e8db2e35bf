import { expect, test } from 'vitest';
import {
  accountQuestion,
  givenUp,
  isAtWall,
} from '../../../../../server/executors/claude/accountQuestion.ts';
import type { LastEvent } from '../../../../../server/executors/executor.ts';

const end: LastEvent = {
  type: 'error',
  exitCode: 0,
  signal: null,
  byItself: true,
  failure: {
    errorClass: 'PermissionError',
    message: 'Your seat type doesn’t include usage.',
    advice: 'Ask.',
    wall: { model: '', wrong: 'its type of seat doesn’t include this use' },
  },
};

test('people are asked about the account in the CLI’s own words, for a week', () => {
  if (!isAtWall(end)) throw new Error('it is at a wall');
  expect(accountQuestion(end)).toMatchObject({
    kind: 'account',
    title: 'its type of seat doesn’t include this use',
    detail: 'Your seat type doesn’t include usage.',
    timeout: 604_800,
  });
});

test('denied, the run fails with what the wall says', () => {
  if (!isAtWall(end)) throw new Error('it is at a wall');
  expect(givenUp(end, { decision: 'deny' })).toEqual(end);
});

test('where another run asks already, this one is parked for its answer', () => {
  if (!isAtWall(end)) throw new Error('it is at a wall');
  const parked = givenUp(end, { decision: 'deny', waitsFor: 'question-1' });
  expect(parked).toMatchObject({ failure: { park: expect.anything(), message: expect.any(String) } });
});
