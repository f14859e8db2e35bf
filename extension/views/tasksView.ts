/** The view of all tasks: the tree, the words above it, and what is said while it is empty. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { taskGrouping } from '../settings.ts';
import { isEmptyFilter } from '../state/taskFilter.ts';
import { TICK_MS } from './agingRows.ts';
import { connectionInWords } from './connectionWords.ts';
import { TasksTree } from './tasksTree.ts';

export function createTasksView(services: Services): vscode.Disposable {
  const { session, search, log } = services;
  const { store } = session;
  const tree = new TasksTree({ session, search, grouping: taskGrouping, log });
  const view = vscode.window.createTreeView('switchyard.tasks', {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  services.selected.tasks = () => view.selection;
  services.showMore = async (node) => {
    if (tree.showMore(node)) return;
    if (node.group?.kind === 'group' && node.group.key === 'waiting') session.readMore();
    else await search.more();
  };
  const show = () => {
    const { connection } = session;
    setContext('connection', connection.is);
    setContext('listed', store.listed);
    setContext('filtered', !isEmptyFilter(search.filter));
    const stale = store.tasks().length > 0 && connection.is !== 'connected' && connection.is !== 'connecting';
    const filtered = isEmptyFilter(search.filter) ? '' : t('Filter: {0}', services.filterText);
    const shown = stale ? t('{0} What you see is as it was before.', connectionInWords(connection)) : '';
    view.message = [filtered, shown].filter(Boolean).join(' · ');
  };
  // Durations are counted on while they can be seen.
  const timer = setInterval(() => {
    if (view.visible) tree.tick(session.now());
  }, TICK_MS);
  show();
  return vscode.Disposable.from(
    view,
    tree,
    { dispose: () => clearInterval(timer) },
    { dispose: session.onConnection(show) },
    { dispose: store.onChange(show) },
    { dispose: search.onChange(show) },
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('switchyard.tasks.groupBy')) tree.redrawSoon();
    }),
  );
}

const contexts = new Map<string, unknown>();

/** Each costs a way to the window: only what changed is told. */
function setContext(name: string, value: unknown): void {
  if (contexts.get(name) === value) return;
  contexts.set(name, value);
  void vscode.commands.executeCommand('setContext', `switchyard.${name}`, value);
}
