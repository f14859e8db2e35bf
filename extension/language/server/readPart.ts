/** What is to be sent to the server: the whole file or a part of it, if nothing is wrong with it. */
import type { TaskFileInput } from '#shared/taskFile.ts';
import type { KnownProjects, ReadAnswer, ReadParams } from '../protocol.ts';
import { diagnose } from './diagnose.ts';
import type { Path, TaskFileText } from './taskFileText.ts';
import { tasksOf, withDependencies } from './taskList.ts';

export function readPart(
  file: TaskFileText,
  { list, index }: Omit<ReadParams, 'uri'>,
  projects: KnownProjects,
): ReadAnswer {
  const [first, ...others] = diagnose(file, projects);
  if (first) return { problem: first.message, problems: others.length + 1, line: first.range.start.line };
  const { tasks = [], schedules = [] } = file.value as TaskFileInput;
  if (list === 'schedules') {
    const indexes = index === undefined ? schedules.map((_, at) => at) : [index];
    return { schedules: picked(schedules, indexes), tasks: [], indexes };
  }
  const indexes =
    index === undefined || !tasks[index] ? tasks.map((_, at) => at) : withDependencies(tasksOf(file), index);
  return { tasks: picked(tasks, indexes), schedules: [], indexes };
}

function picked<T>(items: readonly T[], indexes: readonly number[]): T[] {
  return indexes.flatMap((index) => (index < items.length ? [items[index] as T] : []));
}

/** `tasks[2].name` as a path. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
}
