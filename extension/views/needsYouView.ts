/** The view of what can't go on without somebody: open questions, and tasks that are stuck. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { needsYou } from '../state/taskGroups.ts';
import type { TaskStore } from '../state/taskStore.ts';
import type { ConfirmationNode } from './nodes/confirmationNode.ts';
import { nodeItem, type TreeNode } from './nodes/node.ts';

/** Time left is counted on. */
const TICK_MS = 1000;
/** Changes are gathered for so long. */
const GATHER_MS = 100;

export function createNeedsYouView(services: Services): vscode.Disposable {
  const { store } = services.session;
  const changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  let nodes: readonly TreeNode[] = [];
  const view = vscode.window.createTreeView<TreeNode>('switchyard.needsYou', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (node) => (node ? [] : [...nodes]),
    },
    canSelectMany: true,
  });
  services.selected.needsYou = () => view.selection;
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    timer = undefined;
    const had = nodes.length;
    nodes = nodesOf(store, nodes);
    const count = nodes.length;
    view.badge = count > 0 ? { value: count, tooltip: t('{0} waiting for you', count) } : undefined;
    // Without anything to show, the view would only take room from the tasks.
    if (count > 0 !== had > 0)
      void vscode.commands.executeCommand('setContext', 'switchyard.asks', count > 0);
    if (count > 0 || had > 0) changed.fire(undefined);
  };
  const tick = setInterval(() => {
    const dated = nodes.filter(
      (node) => node.kind === 'confirmation' && node.confirmation.expires_at !== null,
    );
    if (view.visible && dated.length > 0) changed.fire(dated);
  }, TICK_MS);
  return vscode.Disposable.from(
    view,
    changed,
    {
      dispose: store.onChange(() => {
        timer ??= setTimeout(show, GATHER_MS);
      }),
    },
    { dispose: () => clearTimeout(timer) },
    { dispose: () => clearInterval(tick) },
  );
}

function itemOf(node: TreeNode): vscode.TreeItem {
  const item = nodeItem(node, Date.now());
  // Which one is read from the selection.
  item.command = { command: 'switchyard.answerSelected', title: t('Answer') };
  return item;
}

/** The most urgent question first; a task whose question is shown isn't shown again. Nodes stay the same objects. */
function nodesOf(store: TaskStore, before: readonly TreeNode[]): TreeNode[] {
  const known = new Map(
    before.flatMap((node) => (node.kind === 'confirmation' ? [[node.confirmation.id, node]] : [])),
  );
  const asked = new Set(store.confirmations.map(({ task_id }) => task_id));
  const questions = [...store.confirmations]
    .sort((a, b) => (a.expires_at ?? '~').localeCompare(b.expires_at ?? '~'))
    .map((confirmation): TreeNode => {
      const task = store.task(confirmation.task_id);
      const fresh: ConfirmationNode = { kind: 'confirmation', confirmation, task };
      return Object.assign(known.get(confirmation.id) ?? fresh, fresh);
    });
  const stuck = store
    .tasks()
    .filter((task) => needsYou(task) && !asked.has(task.id))
    .map((task): TreeNode => ({ kind: 'task', task }));
  return [...questions, ...stuck];
}
