import { expect, onTestFinished, test, vi } from 'vitest';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import * as fake from '../../../support/fakeVscode.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

vi.mock('vscode', () => import('../../../support/fakeVscode.ts'));
const { readPlacesInLine } = await import('../../../../extension/logs/placesInLine.ts');

test('the place in line is read again and again while the log of a task that waits is in view', () => {
  vi.useFakeTimers();
  const [waits, runs] = ['01a21ce0-e6cf-7f80-a684-4a5d2cbed8d6', '01a21ce0-e6cf-7f80-a684-4a5d2cbed8d7'];
  const store = new TaskStore();
  const blocked_on = { reason: 'capacity', detail: 'waits', position: null, next_try_at: null } as const;
  store.apply({ type: 'read', task: taskSummary({ id: waits, blocked_on }) });
  store.apply({ type: 'read', task: taskSummary({ id: runs, status: 'running', blocked_on: null }) });
  const read: string[] = [];
  const logOf = (id: string) => ({ readPlace: async () => void read.push(id) });
  const reading = readPlacesInLine(store, logOf, { debug: () => {} } as never);
  onTestFinished(() => {
    fake.window.visibleTextEditors = [];
    reading.dispose();
    vi.useRealTimers();
  });
  const editorOf = (id: string) => ({
    document: { uri: fake.Uri.from({ scheme: 'switchyard-log', path: `/${id}/a.log` }) },
  });
  vi.advanceTimersByTime(20_000);
  expect(read).toEqual([]);
  fake.window.visibleTextEditors = [waits, waits, runs].map(editorOf);
  vi.advanceTimersByTime(10_000);
  expect(read).toEqual([waits, waits]);
  reading.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
