/** The view of what can't go on without somebody: open questions, and tasks that are stuck. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { needsYou } from '../state/taskGroups.ts';
import type { TaskStore } from '../state/taskStore.ts';
import { nodeItem, type TreeNode } from './nodes/node.ts';

/** Time left is counted on. */
const TICK_MS = 1000;

export function createNeedsYouView({ session: { store } }: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<TreeNode>('switchyard.needsYou', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => nodeItem(node, Date.now()),
      getChildren: (node) => (node ? [] : nodesOf(store)),
    },
  });
  let shown = 0;
  const show = () => {
    const count = nodesOf(store).length;
    view.badge = count > 0 ? { value: count, tooltip: `${count} waiting for you` } : undefined;
    if (count > 0 !== shown > 0) {
      // Without anything to show, the view would only take room from the tasks.
      void vscode.commands.executeCommand('setContext', 'switchyard.asks', count > 0);
    }
    if (count > 0 || shown > 0) changed.fire(undefined);
    shown = count;
  };
  const timer = setInterval(() => {
    if (view.visible && store.confirmations.some(({ expires_at }) => expires_at !== null))
      changed.fire(undefined);
  }, TICK_MS);
  return vscode.Disposable.from(
    view,
    changed,
    { dispose: store.onChange(show) },
    { dispose: () => clearInterval(timer) },
  );
}

/** The most urgent question first; a task whose question is shown isn't shown again. */
function nodesOf(store: TaskStore): TreeNode[] {
  const asked = new Set(store.confirmations.map(({ task_id }) => task_id));
  const questions = [...store.confirmations]
    .sort((a, b) => (a.expires_at ?? '~').localeCompare(b.expires_at ?? '~'))
    .map((confirmation): TreeNode => {
      return { kind: 'confirmation', confirmation, taskName: store.task(confirmation.task_id)?.name };
    });
  const stuck = store
    .tasks()
    .filter((task) => needsYou(task) && !asked.has(task.id))
    .map((task): TreeNode => ({ kind: 'task', task }));
  return [...questions, ...stuck];
}
