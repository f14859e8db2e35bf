/**
 * The nodes of the task tree, from the store. Nodes stay the same objects as long as their task or group is there,
 * and only what changed is drawn anew: VS Code forgets the rows of what is redrawn until it has asked for them again,
 * and a click on one of their buttons in between would come without its row.
 */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import type { Log } from '../log.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { isEmptyFilter } from '../state/taskFilter.ts';
import { divided, type Grouping } from '../state/taskGrouping.ts';
import type { TaskSearch } from '../state/taskSearch.ts';
import { AgingRows } from './agingRows.ts';
import type { GroupNode } from './nodes/groupNode.ts';
import type { MoreNode } from './nodes/moreNode.ts';
import { nodeItem, type TreeNode } from './nodes/node.ts';
import type { TaskNode } from './nodes/taskNode.ts';
import { taskTooltip } from './taskTooltip.ts';
import { shortStatus } from './taskWords.ts';

/** The tree is drawn anew at most so often. */
const REDRAW_MS = 150;
/** Of a group, until somebody asks for more. */
const ROWS = 500;
/** Those that aren't known are read one by one. */
const DEPENDENCY_ROWS = 50;

export interface TasksTreeSource {
  session: Pick<ServerSession, 'store' | 'client' | 'now'>;
  search: TaskSearch;
  grouping(): Grouping;
  log: Log;
}

export class TasksTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #source: TasksTreeSource;
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly #stopListening: (() => void)[];
  /** Those that have tasks, in their order. */
  #groups = new Map<string, GroupNode>();
  #tasks = new Map<string, TaskNode>();
  /** Beyond all groups. */
  #left = 0;
  readonly #aging = new AgingRows<TaskNode>(({ task }, now) => shortStatus(task, now));
  #redraw: NodeJS.Timeout | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(source: TasksTreeSource) {
    this.#source = source;
    const redraw = () => this.redrawSoon();
    this.#stopListening = [source.session.store.onChange(redraw), source.search.onChange(redraw)];
  }

  dispose(): void {
    for (const stop of this.#stopListening) stop();
    clearTimeout(this.#redraw);
    this.#changed.dispose();
  }

  /** How many tasks there are rows for. */
  get count(): number {
    return this.#tasks.size;
  }

  /** At once, unless it was drawn a moment ago. */
  redrawSoon(): void {
    const wait = Math.max(0, this.#drawnAt + REDRAW_MS - performance.now());
    this.#redraw ??= setTimeout(() => this.#drawChanges(), wait);
  }

  /** Shows more of what is known. @returns false when all of it is shown: the server has to be asked. */
  showMore({ group }: MoreNode): boolean {
    if (!group) return false;
    const [rows, step] =
      group.kind === 'task' ? [group.task.depends_on, DEPENDENCY_ROWS] : [group.tasks, ROWS];
    const shown = group.rowsMax ?? step;
    if (rows.length <= shown) return false;
    group.rowsMax = shown + step;
    this.#changed.fire([group]);
    return true;
  }

  /** Draws the tasks of which time alone has changed what is said. */
  tick(now: number): void {
    const changed = this.#aging.outdated(this.#tasks.values(), now);
    if (changed.length > 0) this.#changed.fire(changed);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const now = this.#source.session.now();
    const item = nodeItem(node, now);
    if (node.kind === 'task') {
      this.#aging.drawn(node, now);
      item.command = { command: 'switchyard.openSelectedLog', title: t('Open Log') };
    }
    return item;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (!node) return this.#roots();
    if (node.kind === 'task') return this.#dependencies(node);
    if (node.kind !== 'group') return [];
    const rows: TreeNode[] = node.tasks.slice(0, node.rowsMax);
    const left = node.tasks.length - rows.length + node.left;
    return left > 0 ? [...rows, { kind: 'more', group: node, count: left }] : rows;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind === 'dependency')
      return [...this.#tasks.values()].find(({ task }) => task.id === node.parentId);
    if (node.kind === 'more') return node.group;
    if (node.kind !== 'task') return undefined;
    return [...this.#groups.values()].find(({ tasks }) => tasks.includes(node));
  }

  /** Asks the server only when somebody points at a task: its place in line, say, isn't in the lists. */
  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    const { session } = this.#source;
    if (node.kind === 'task') this.#aging.read(node, session.now());
    if (node.kind === 'task' || node.kind === 'dependency')
      item.tooltip = taskTooltip((await this.#latest(node.task.id)) ?? node.task, session.now());
    return item;
  }

  #roots(): TreeNode[] {
    const groups: TreeNode[] = [...this.#groups.values()];
    return this.#left > 0 ? [...groups, { kind: 'more', group: undefined, count: this.#left }] : groups;
  }

  async #dependencies(node: TaskNode): Promise<TreeNode[]> {
    const { id: parentId, depends_on } = node.task;
    const shown = depends_on.slice(0, node.rowsMax ?? DEPENDENCY_ROWS);
    const tasks = await Promise.all(
      shown.map((id) => this.#source.session.store.task(id) ?? this.#latest(id)),
    );
    const rows = tasks.flatMap((task): TreeNode[] => (task ? [{ kind: 'dependency', parentId, task }] : []));
    const left = depends_on.length - shown.length;
    return left > 0 ? [...rows, { kind: 'more', group: node, count: left }] : rows;
  }

  async #latest(id: string): Promise<TaskSummary | undefined> {
    try {
      return await this.#source.session.client?.readTask(id);
    } catch (error) {
      this.#source.log.debug(`Reading task ${id} failed:`, error);
      return undefined;
    }
  }

  #drawChanges(): void {
    this.#drawnAt = performance.now();
    this.#redraw = undefined;
    const { search } = this.#source;
    const grouping = this.#source.grouping();
    const before = { tasks: this.#tasks, groups: this.#groups, left: this.#left };
    this.#tasks = new Map();
    this.#groups = new Map();
    const changed: TreeNode[] = [];
    const rest = this.#rest(grouping);
    for (const { key, tasks } of divided(search.tasks(), grouping)) {
      const within = grouping === 'tag' ? key : undefined;
      const nodes = tasks.map((task) => this.#taskNode(before.tasks, task, within, changed));
      const id = `${grouping}:${key}`;
      const node: GroupNode = before.groups.get(id) ?? {
        kind: 'group',
        grouping,
        key,
        tasks: [],
        left: 0,
        rowsMax: ROWS,
      };
      const left = rest.groups[key] ?? 0;
      if (node.left !== left || !sameNodes(node.tasks, nodes)) changed.push(node);
      Object.assign(node, { tasks: nodes, left });
      this.#groups.set(id, node);
    }
    this.#left = rest.beyond;
    const sameGroups = [...this.#groups.keys()].join() === [...before.groups.keys()].join();
    if (!sameGroups || this.#left !== before.left) this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire(changed);
  }

  /** How many tasks the server has besides those that are known: of a group, and beyond all groups. */
  #rest(grouping: Grouping): { groups: Readonly<Record<string, number>>; beyond: number } {
    const { search, session } = this.#source;
    const { store } = session;
    if (!isEmptyFilter(search.filter)) return { groups: {}, beyond: search.left };
    if (grouping === 'state')
      return { groups: { waiting: store.unlisted, finished: search.left }, beyond: 0 };
    return { groups: {}, beyond: store.unlisted + search.left };
  }

  #taskNode(
    before: ReadonlyMap<string, TaskNode>,
    task: TaskSummary,
    within: string | undefined,
    changed: TreeNode[],
  ): TaskNode {
    const key = within === undefined ? task.id : `${within}:${task.id}`;
    const node = before.get(key) ?? { kind: 'task', task, ...(within !== undefined && { within }) };
    if (node.task !== task) {
      node.task = task;
      changed.push(node);
    }
    this.#tasks.set(key, node);
    return node;
  }
}

function sameNodes(a: readonly TaskNode[], b: readonly TaskNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index]);
}
