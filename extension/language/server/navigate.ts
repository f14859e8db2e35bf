/** The way from a dependency to its task and back, and the outline. */
import { type DocumentSymbol, type Range, SymbolKind } from 'vscode-languageserver/node';
import {
  find,
  keySpan,
  type Path,
  pathAt,
  rangeOf,
  spanAt,
  spanOf,
  type TaskFileText,
} from './taskFileText.ts';
import { byReference, itemsOf, tasksOf } from './taskList.ts';

/** Where the task is that a dependency names. */
export function definitionAt(file: TaskFileText, offset: number): Range | undefined {
  const name = referenceAt(file, offset);
  const task = name === undefined ? undefined : byReference(tasksOf(file)).get(name);
  if (!task) return undefined;
  return rangeOf(file, spanAt(file, ['tasks', task.index, task.ref === name ? 'ref' : 'id']));
}

/** Where a ref is given, and all that wait for its task. */
export function referencesAt(file: TaskFileText, offset: number): Range[] {
  const name = referenceAt(file, offset);
  if (name === undefined) return [];
  return tasksOf(file).flatMap(({ index, ref, dependsOn }) => [
    ...(ref === name ? [rangeOf(file, spanAt(file, ['tasks', index, 'ref']))] : []),
    ...dependsOn
      .filter((each) => each.name === name)
      .map((each) => rangeOf(file, spanAt(file, ['tasks', index, 'depends_on', each.index]))),
  ]);
}

function referenceAt(file: TaskFileText, offset: number): string | undefined {
  const at = pathAt(file, offset);
  if (at?.on !== 'value' || at.path[0] !== 'tasks') return undefined;
  const [, index, key, item] = at.path;
  const task = tasksOf(file)[Number(index)];
  if (key === 'ref') return task?.ref;
  return key === 'depends_on' ? task?.dependsOn.find((each) => each.index === item)?.name : undefined;
}

export function outline(file: TaskFileText): DocumentSymbol[] {
  return (['tasks', 'schedules'] as const).flatMap((list) => {
    const items = itemsOf(file.value, list);
    if (items.length === 0) return [];
    const children = items.map((item, index) => {
      const path = [list, index];
      return symbol(file, path, String(item.name ?? item.ref ?? index + 1), detailOf(item), kinds[list]);
    });
    return [{ ...symbol(file, [list], list, '', SymbolKind.Array), children }];
  });
}

const kinds = { tasks: SymbolKind.Event, schedules: SymbolKind.Operator } as const;

const detailOf = ({ ref, cron }: Record<string, unknown>) => String(ref ?? cron ?? '');

function symbol(
  file: TaskFileText,
  path: Path,
  name: string,
  detail: string,
  kind: SymbolKind,
): DocumentSymbol {
  const selection = path.length === 1 ? keySpan(file, path) : spanAt(file, [...path, 'name']);
  const whole = spanOf(find(file, path).node);
  const span = { start: Math.min(whole.start, selection.start), end: Math.max(whole.end, selection.end) };
  return {
    name: name || '…',
    detail,
    kind,
    range: rangeOf(file, span),
    selectionRange: rangeOf(file, selection),
  };
}
