/** The tasks of a file as far as they can be told, also while the file is being written and is wrong elsewhere. */
import type { TaskFileText } from './taskFileText.ts';

export interface ListedTask {
  index: number;
  ref: string | undefined;
  id: string | undefined;
  name: string | undefined;
  /** With the place of each among the items that are written. */
  dependsOn: { name: string; index: number }[];
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export function tasksOf({ value }: TaskFileText): ListedTask[] {
  return itemsOf(value, 'tasks').map((task, index) => ({
    index,
    ref: textOf(task.ref),
    id: textOf(task.id),
    name: textOf(task.name),
    dependsOn: Array.isArray(task.depends_on)
      ? task.depends_on.flatMap((name, at) => (textOf(name) ? [{ name, index: at }] : []))
      : [],
  }));
}

/** What stands under a key of the root, with whatever isn't a map as an empty one. */
export function itemsOf(value: unknown, key: 'tasks' | 'schedules'): Record<string, unknown>[] {
  const items = isMapping(value) ? value[key] : undefined;
  return Array.isArray(items) ? items.map((item) => (isMapping(item) ? item : {})) : [];
}

/** As the tasks of a file are named by others: the first that has a ref or an id has it. */
export function byReference(tasks: readonly ListedTask[]): Map<string, ListedTask> {
  const found = new Map<string, ListedTask>();
  for (const task of tasks) {
    for (const name of [task.ref, task.id]) if (name !== undefined && !found.has(name)) found.set(name, task);
  }
  return found;
}

/** A task and all that it waits for within the file, in the order of the file. */
export function withDependencies(tasks: readonly ListedTask[], index: number): number[] {
  const named = byReference(tasks);
  const wanted = new Set<number>();
  const open = [tasks[index]];
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    if (wanted.has(task.index)) continue;
    wanted.add(task.index);
    open.push(...task.dependsOn.flatMap(({ name }) => named.get(name) ?? []));
  }
  return [...wanted].sort((one, other) => one - other);
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
