/** The view of what can't go on without somebody: open questions, and tasks that are stuck. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { questionText } from '../confirmations/questionText.ts';
import type { Services } from '../services.ts';
import { mostUrgentFirst } from '../state/mostUrgentFirst.ts';
import { stuckTasks } from '../state/stuckTasks.ts';
import type { TaskStore } from '../state/taskStore.ts';
import { AgingRows, TICK_MS } from './agingRows.ts';
import { nodeItem, type TreeNode } from './nodes/node.ts';
import { taskTooltip } from './taskTooltip.ts';

/** Changes are gathered for so long. */
const GATHER_MS = 100;

export function createNeedsYouView(services: Services): vscode.Disposable {
  const { session } = services;
  const { store } = session;
  const changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  const aging = new AgingRows<TreeNode>((node, now) => String(nodeItem(node, now).description));
  let nodes: readonly TreeNode[] = [];
  const view = vscode.window.createTreeView<TreeNode>('switchyard.needsYou', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => {
        const now = session.now();
        aging.drawn(node, now);
        return itemOf(node, now);
      },
      resolveTreeItem: (item, node) => {
        const now = session.now();
        aging.read(node, now);
        return Object.assign(item, { tooltip: tooltipOf(node, now) });
      },
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
    const outdated = view.visible ? aging.outdated(nodes, session.now()) : [];
    if (outdated.length > 0) changed.fire(outdated);
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

function itemOf(node: TreeNode, now: number): vscode.TreeItem {
  const item = nodeItem(node, now);
  // What it waits for stands below it among the tasks.
  item.collapsibleState = vscode.TreeItemCollapsibleState.None;
  // Which one is read from the selection.
  item.command = { command: 'switchyard.answerSelected', title: t('Answer') };
  return item;
}

/** Of a question plain text: a command must not be able to dress itself up as something else. */
function tooltipOf(node: TreeNode, now: number): string | vscode.MarkdownString | undefined {
  if (node.kind === 'confirmation') return questionText(node.confirmation, node.task, now);
  return node.kind === 'task' ? taskTooltip(node.task, now) : undefined;
}

/** The most urgent question first; a task whose question is shown isn't shown again. Nodes stay the same objects. */
function nodesOf(store: TaskStore, before: readonly TreeNode[]): TreeNode[] {
  const known = new Map(before.map((node) => [idOf(node), node]));
  const questions = mostUrgentFirst(store.confirmations).map(
    (confirmation): TreeNode => ({
      kind: 'confirmation',
      confirmation,
      task: store.task(confirmation.task_id),
    }),
  );
  const stuck = stuckTasks(store).map((task): TreeNode => ({ kind: 'task', task }));
  return [...questions, ...stuck].map((node) => Object.assign(known.get(idOf(node)) ?? node, node));
}

function idOf(node: TreeNode): string {
  if (node.kind === 'confirmation') return node.confirmation.id;
  return node.kind === 'task' ? node.task.id : node.kind;
}
