/** What can be done with a file, above the lines that it is about. */
import type { CodeLens } from 'vscode-languageserver/node';
import { t } from '#shared/l10n.ts';
import type { FilePart } from '../protocol.ts';
import { keySpan, type Path, rangeOf, spanAt, type TaskFileText } from './taskFileText.ts';
import { itemsOf, tasksOf, withDependencies } from './taskList.ts';

export function lensesOf(file: TaskFileText): CodeLens[] {
  const tasks = tasksOf(file);
  const lens = (path: Path, title: string, part: Omit<FilePart, 'uri'>): CodeLens => ({
    range: rangeOf(file, path.length === 1 ? keySpan(file, path) : spanAt(file, path)),
    command: { title, command: 'switchyard.submitTaskFile', arguments: [{ uri: file.text.uri, ...part }] },
  });
  const all = tasks.length === 1 ? t('Submit the Task') : t('Submit {0} Tasks', tasks.length);
  return [
    ...(tasks.length > 0 ? [lens(['tasks'], `$(play-circle) ${all}`, { list: 'tasks' })] : []),
    ...(tasks.length > 1
      ? tasks.map(({ index }) => {
          const others = withDependencies(tasks, index).length - 1;
          return lens(['tasks', index], `$(play) ${submitTitle(others)}`, { list: 'tasks', index });
        })
      : []),
    ...itemsOf(file.value, 'schedules').map((_, index) =>
      lens(['schedules', index], `$(calendar) ${t('Schedule This')}`, { list: 'schedules', index }),
    ),
  ];
}

/** @param others tasks of the file that have to succeed before. */
function submitTitle(others: number): string {
  if (others === 0) return t('Submit');
  return others === 1 ? t('Submit with the One It Waits For') : t('Submit with the {0} It Waits For', others);
}
