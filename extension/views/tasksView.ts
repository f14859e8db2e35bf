/** The view of all tasks: the tree, the words above it, and what is said while it is empty. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { connectionInWords } from './connectionWords.ts';
import { TasksTree } from './tasksTree.ts';

/** Durations beside the names are counted on while they can be seen. */
const TICK_MS = 1000;

export function createTasksView(services: Services): vscode.Disposable {
  const { session, log } = services;
  const { store } = session;
  const tree = new TasksTree({ store, client: () => session.client, log });
  const view = vscode.window.createTreeView('switchyard.tasks', {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  services.selectedNode = () => view.selection[0];
  const show = () => {
    const { connection } = session;
    void vscode.commands.executeCommand('setContext', 'switchyard.connection', connection.is);
    void vscode.commands.executeCommand('setContext', 'switchyard.listed', store.listed);
    const stale = store.tasks().length > 0 && connection.is !== 'connected' && connection.is !== 'connecting';
    view.message = stale ? `${connectionInWords(connection)} What you see is as it was before.` : '';
  };
  const timer = setInterval(() => {
    if (view.visible) tree.tick(Date.now());
  }, TICK_MS);
  show();
  return vscode.Disposable.from(
    view,
    tree,
    {
      dispose: () => clearInterval(timer),
    },
    { dispose: session.onConnection(show) },
    { dispose: store.onChange(show) },
  );
}
