/**
 * The nodes of the task tree, from the store. Nodes stay the same objects as long as their task or group is there,
 * and only what changed is drawn anew: VS Code forgets the rows of what is redrawn until it has asked for them again,
 * and a click on one of their buttons in between would come without its row.
 */
import * as vscode from 'vscode';
import type { TaskSummary } from '#shared/task.ts';
import { isFinal } from '#shared/taskState.ts';
import type { RestClient } from '../api/restClient.ts';
import type { Log } from '../log.ts';
import { grouped, type TaskGroup, taskGroups } from '../state/taskGroups.ts';
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
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly #stopListening: () => void;
  /** Those that have tasks, in their order. */
  #groups = new Map<TaskGroup, GroupNode>();
  #tasks = new Map<string, TaskNode>();
  /** What was last said beside each task's name. */
  readonly #said = new WeakMap<TaskNode, string>();
  #redraw: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(source: TasksTreeSource) {
    this.#source = source;
    this.#stopListening = source.store.onChange(() => {
      this.#redraw ??= setTimeout(() => this.#drawChanges(), REDRAW_MS);
    });
  }

  dispose(): void {
    this.#stopListening();
    clearTimeout(this.#redraw);
    this.#changed.dispose();
  }

  /** Draws the tasks of which time alone has changed what is said. The others keep their tooltips open. */
  tick(now: number): void {
    const changed = [...this.#tasks.values()].filter((node) => {
      const said = this.#said.get(node);
      return said !== undefined && !isFinal(node.task.status) && shortStatus(node.task, now) !== said;
    });
    if (changed.length > 0) this.#changed.fire(changed);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const now = Date.now();
    const item = nodeItem(node, now);
    if (node.kind === 'task') {
      this.#said.set(node, shortStatus(node.task, now));
      item.command = { command: 'switchyard.openSelectedLog', title: 'Open Log' };
    }
    return item;
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) return [...this.#groups.values()];
    if (node.kind !== 'group') return [];
    const rows: TreeNode[] = node.tasks.slice(0, ROWS_MAX);
    const left = node.tasks.length - rows.length + node.unlisted;
    return left > 0 ? [...rows, { kind: 'more', count: left }] : rows;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind !== 'task') return undefined;
    return [...this.#groups.values()].find(({ tasks }) => tasks.includes(node));
  }

  /** Asks the server only when somebody points at a task: its place in line, say, isn't in the lists. */
  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    if (node.kind === 'task') item.tooltip = taskTooltip(await this.#latest(node.task), Date.now());
    return item;
  }

  async #latest(task: TaskSummary): Promise<TaskSummary> {
    try {
      return (await this.#source.client()?.readTask(task.id)) ?? task;
    } catch (error) {
      this.#source.log.debug(`Reading task ${task.id} for its tooltip failed:`, error);
      return task;
    }
  }

  #drawChanges(): void {
    this.#redraw = undefined;
    const { store } = this.#source;
    const before = { tasks: this.#tasks, groups: this.#groups };
    this.#tasks = new Map();
    this.#groups = new Map();
    const changed: TreeNode[] = [];
    const members = grouped(store.tasks());
    for (const group of taskGroups) {
      const nodes = (members.get(group) ?? []).map((task) => this.#taskNode(before.tasks, task, changed));
      const unlisted = group === 'waiting' ? store.unlisted : 0;
      if (nodes.length + unlisted === 0) continue;
      const node = before.groups.get(group) ?? { kind: 'group', group, tasks: [], unlisted: 0 };
      if (node.unlisted !== unlisted || !sameNodes(node.tasks, nodes)) changed.push(node);
      Object.assign(node, { tasks: nodes, unlisted });
      this.#groups.set(group, node);
    }
    const sameGroups = [...this.#groups.keys()].join() === [...before.groups.keys()].join();
    if (!sameGroups) this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire(changed);
  }

  #taskNode(before: ReadonlyMap<string, TaskNode>, task: TaskSummary, changed: TreeNode[]): TaskNode {
    const node = before.get(task.id) ?? { kind: 'task', task };
    if (node.task !== task) {
      node.task = task;
      changed.push(node);
    }
    this.#tasks.set(task.id, node);
    return node;
  }
}

function sameNodes(a: readonly TaskNode[], b: readonly TaskNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index]);
}
