/** What is wrong with who waits for whom within a file. */
import { t } from '#shared/l10n.ts';
import type { FileProblem } from './fileProblem.ts';
import { byReference, type ListedTask } from './taskList.ts';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SHOWN_REFS = 10;

export function findRefProblems(tasks: readonly ListedTask[]): FileProblem[] {
  return [...doubles(tasks), ...unknowns(tasks), ...circles(tasks)];
}

function doubles(tasks: readonly ListedTask[]): FileProblem[] {
  const seen = new Set<string>();
  return tasks.flatMap(({ ref, index }) => {
    if (ref === undefined) return [];
    if (seen.has(ref)) {
      return [
        {
          path: ['tasks', index, 'ref'],
          code: 'ref.taken',
          message: t('Another task has the ref {0}.', ref),
        },
      ];
    }
    seen.add(ref);
    return [];
  });
}

function unknowns(tasks: readonly ListedTask[]): FileProblem[] {
  const named = byReference(tasks);
  const refs = tasks.flatMap(({ ref }) => ref ?? []);
  const known =
    refs.length === 0 ? t('No task of this file has a ref.') : t('Refs of this file: {0}.', listed(refs));
  return tasks.flatMap(({ index, dependsOn }) =>
    dependsOn
      // The id of a task of before: the server knows whether there is one.
      .filter(({ name }) => !named.has(name) && !ID.test(name))
      .map(({ name, index: at }) => ({
        path: ['tasks', index, 'depends_on', at],
        code: 'ref.unknown',
        message: t('There is no task with the ref {0}. {1}', name, known),
      })),
  );
}

function listed(refs: readonly string[]): string {
  const more = refs.length - SHOWN_REFS;
  const first = refs.slice(0, SHOWN_REFS).join(', ');
  return more > 0 ? t('{0} and {1} more', first, more) : first;
}

/** One problem for each dependency that closes a circle, with the way round. */
function circles(tasks: readonly ListedTask[]): FileProblem[] {
  const named = byReference(tasks);
  const label = ({ ref, id, name, index }: ListedTask) => ref ?? name ?? id ?? `tasks[${index}]`;
  const done = new Set<ListedTask>();
  const along: ListedTask[] = [];
  const problems: FileProblem[] = [];
  const visit = (task: ListedTask) => {
    along.push(task);
    for (const { name, index } of task.dependsOn) {
      const next = named.get(name);
      if (!next || done.has(next)) continue;
      const begin = along.indexOf(next);
      if (begin < 0) {
        visit(next);
        continue;
      }
      const way = [...along.slice(begin), next].map(label).join(' → ');
      const path = ['tasks', task.index, 'depends_on', index];
      problems.push({
        path,
        code: 'ref.circle',
        message: t('These tasks wait for each other in a circle: {0}.', way),
      });
    }
    along.pop();
    done.add(task);
  };
  for (const task of tasks) if (!done.has(task)) visit(task);
  return problems;
}
