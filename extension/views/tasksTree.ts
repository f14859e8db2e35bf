/** The nodes of the task tree, from the store. */
import * as vscode from 'vscode';
import { isFinal } from '#shared/taskState.ts';
import type { RestClient } from '../api/restClient.ts';
import type { Log } from '../log.ts';
import { grouped, taskGroups } from '../state/taskGroups.ts';
import type { TaskStore } from '../state/taskStore.ts';
import type { GroupNode } from './nodes/groupNode.ts';
import { nodeItem, type TreeNode } from './nodes/node.ts';
import type { TaskNode } from './nodes/taskNode.ts';
import { taskTooltip } from './taskTooltip.ts';
import { shortStatus } from './taskWords.ts';

/** The tree is drawn anew at most so often. */
const REDRAW_MS = 150;
/** Of a group; more rows help nobody. */
const ROWS_MAX = 500;

export interface TasksTreeSource {
  store: TaskStore;
  client(): RestClient | undefined;
  log: Log;
}

export class TasksTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #source: TasksTreeSource;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #stopListening: () => void;
  #redraw: NodeJS.Timeout | undefined;
  #groups: GroupNode[] = [];
  /** What was last said beside each task's name, by its id. */
  readonly #said = new Map<string, string>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(source: TasksTreeSource) {
    this.#source = source;
    this.#stopListening = source.store.onChange(() => this.redraw());
  }

  dispose(): void {
    this.#stopListening();
    clearTimeout(this.#redraw);
    this.#changed.dispose();
  }

  /** Soon, and once for many changes. */
  redraw(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.#changed.fire(undefined);
    }, REDRAW_MS);
  }

  /** Draws anew when time alone has changed what is said of a task. Not else: that would close a tooltip. */
  tick(now: number): void {
    for (const [id, said] of this.#said) {
      const task = this.#source.store.task(id);
      if (task && shortStatus(task, now) !== said) this.redraw();
    }
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const now = Date.now();
    if (node.kind === 'task' && !isFinal(node.task.status)) {
      this.#said.set(node.task.id, shortStatus(node.task, now));
    }
    return nodeItem(node, now);
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) {
      this.#said.clear();
      this.#groups = this.#readGroups();
      return this.#groups;
    }
    if (node.kind !== 'group') return [];
    const rows = node.tasks.slice(0, ROWS_MAX).map((task): TreeNode => ({ kind: 'task', task }));
    const left = node.tasks.length - rows.length + node.unlisted;
    return left > 0 ? [...rows, { kind: 'more', count: left }] : rows;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind !== 'task') return undefined;
    return this.#groups.find(({ tasks }) => tasks.some(({ id }) => id === node.task.id));
  }

  /** Asks the server only when somebody points at a task: its place in line, say, isn't in the lists. */
  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    if (node.kind === 'task') item.tooltip = taskTooltip(await this.#latest(node), Date.now());
    return item;
  }

  async #latest({ task }: TaskNode) {
    try {
      return (await this.#source.client()?.readTask(task.id)) ?? task;
    } catch (error) {
      this.#source.log.debug(`Reading task ${task.id} for its tooltip failed:`, error);
      return task;
    }
  }

  #readGroups(): GroupNode[] {
    const { store } = this.#source;
    const groups = grouped(store.tasks());
    return taskGroups.flatMap((group) => {
      const tasks = groups.get(group) ?? [];
      const unlisted = group === 'waiting' ? store.unlisted : 0;
      return tasks.length + unlisted > 0 ? [{ kind: 'group' as const, group, tasks, unlisted }] : [];
    });
  }
}
