import { expect, test } from 'vitest';
import { waitingWords } from '../../../../server/cli/reportWaiting.ts';
import { exitCodeOf, resultInWords } from '../../../../server/cli/taskResult.ts';
import type { BlockedOn } from '../../../../shared/task.ts';
import { aTask, NOW } from './aTask.ts';

test.each([
  ['success', 0, 0],
  ['failure', 3, 3],
  ['failure', 255, 255],
  ['failure', 256, 1],
  ['failure', 0, 1],
  ['failure', null, 1],
  ['revoked', null, 1],
  ['timeout', 143, 143],
] as const)('%s with exit code %s ends with %d', (status, exit_code, code) => {
  expect(exitCodeOf({ status, exit_code })).toBe(code);
});

test('the end is told with the error and what to do', () => {
  expect(resultInWords(aTask())).toBe(
    'Task 019ca000-0000-7000-8000-0123456789ab: failure, ran 1.5 s\n' +
      'CommandFailed: the command exited with code 2\nLook at the end of the log.',
  );
  expect(resultInWords(aTask({ status: 'success' }))).toMatch(/: success, ran 1\.5 s$/);
});

test('a wait before a retry tells what went wrong, and is the same while only time passes', () => {
  const blocked_on: BlockedOn = {
    reason: 'retry_delay',
    detail: 'waits before it is tried again',
    position: null,
    next_try_at: '2026-03-01T12:01:00.000Z',
  };
  const words = waitingWords(aTask({ status: 'retry', blocked_on }), NOW);
  expect(words?.text).toMatch(/^Run 1 failed: the command exited with code 2\. Waiting: .*, in 1m00s$/);
  const later = waitingWords(aTask({ status: 'retry', blocked_on }), new Date(NOW.getTime() + 5000));
  expect(later?.key).toBe(words?.key);
  expect(waitingWords(aTask(), NOW)).toBeUndefined();
});
