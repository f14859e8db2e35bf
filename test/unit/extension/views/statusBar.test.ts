import { expect, onTestFinished, test, vi } from 'vitest';
import type { Services } from '../../../../extension/services.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import { createNeedsYouView } from '../../../../extension/views/needsYouView.ts';
import { createStatusBar } from '../../../../extension/views/statusBar.ts';
import { confirmation } from '../../../support/confirmation.ts';
import { eventually } from '../../../support/eventually.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const shown = vi.hoisted(() => ({
  item: { text: '', show: () => {}, dispose: () => {} },
  view: { badge: undefined as { value: number } | undefined, selection: [], dispose: () => {} },
}));
vi.mock('vscode', () => ({
  window: { createStatusBarItem: () => shown.item, createTreeView: () => shown.view },
  commands: { executeCommand: () => {} },
  workspace: { getConfiguration: () => ({ get: () => 'http://yard' }) },
  StatusBarAlignment: { Left: 1 },
  ThemeColor: class {},
  EventEmitter: class {
    event = () => {};
    fire() {}
    dispose() {}
  },
  Disposable: {
    from: (...all: { dispose(): void }[]) => ({ dispose: () => all.map((each) => each.dispose()) }),
  },
}));

test('the status bar counts like the badge: each question, and each task that is stuck without one', async () => {
  const store = new TaskStore();
  const connection = { is: 'connected' };
  const session = { store, connection, onConnection: () => () => {} };
  const services = { session, selected: {} } as unknown as Services;
  const parts = [createStatusBar(services), createNeedsYouView(services)];
  onTestFinished(() => parts.forEach((part) => void part.dispose()));
  const asks = taskSummary({ id: 'asks', status: 'waiting_confirmation' });
  const stuck = taskSummary({
    id: 'stuck',
    blocked_on: { reason: 'dependency_failed', detail: 'a failed', position: null, next_try_at: null },
  });
  const tasks = [asks, stuck];
  store.applyList({ type: 'listed', tasks, covered: new Set() }, { waiting: 1, finished: 0 });
  store.setConfirmations(['c1', 'c2'].map((id) => confirmation({ id, task_id: 'asks' })));
  await eventually(() => expect(shown.view.badge?.value).toBe(3));
  await eventually(() => expect(shown.item.text).toContain('$(bell-dot) 3'));
});
