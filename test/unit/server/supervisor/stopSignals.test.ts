import { expect, onTestFinished, test, vi } from 'vitest';
import { listenForStop } from '../../../../server/supervisor/stopSignals.ts';

test('a Ctrl-C that npm hands on once more is one; another one later ends running tasks at once', () => {
  vi.useFakeTimers();
  const said: string[] = [];
  const signals = listenForStop((line) => said.push(line));
  onTestFinished(() => {
    signals.dispose();
    vi.useRealTimers();
  });
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
  expect(signals.stopping.aborted).toBe(true);
  expect(signals.hurry.aborted).toBe(false);
  vi.advanceTimersByTime(600);
  process.emit('SIGINT', 'SIGINT');
  expect(signals.hurry.aborted).toBe(true);
  expect(said).toEqual([
    'Stopping (SIGINT); once more ends running tasks at once',
    'Ending running tasks at once',
  ]);
});
