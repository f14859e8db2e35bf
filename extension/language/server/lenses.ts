/** What can be done with a file, above the lines that it is about. */
import type { CodeLens } from 'vscode-languageserver/node';
import type { FilePart } from '../protocol.ts';
import { keySpan, type Path, rangeOf, spanAt, type TaskFileText } from './taskFileText.ts';
import { itemsOf, tasksOf, withDependencies } from './taskList.ts';

export function lensesOf(file: TaskFileText): CodeLens[] {
  const tasks = tasksOf(file);
  const lens = (path: Path, title: string, part: Omit<FilePart, 'uri'>): CodeLens => ({
    range: rangeOf(file, path.length === 1 ? keySpan(file, path) : spanAt(file, path)),
    command: { title, command: 'switchyard.submitTaskFile', arguments: [{ uri: file.text.uri, ...part }] },
  });
  const all = tasks.length === 1 ? 'Submit the Task' : `Submit ${tasks.length} Tasks`;
  return [
    ...(tasks.length > 0 ? [lens(['tasks'], `$(play-circle) ${all}`, { list: 'tasks' })] : []),
    ...(tasks.length > 1
      ? tasks.map(({ index }) => {
          const others = withDependencies(tasks, index).length - 1;
          const title =
            others === 0
              ? 'Submit'
              : `Submit with ${others === 1 ? 'the one' : `the ${others}`} It Waits For`;
          return lens(['tasks', index], `$(play) ${title}`, { list: 'tasks', index });
        })
      : []),
    ...itemsOf(file.value, 'schedules').map((_, index) =>
      lens(['schedules', index], '$(calendar) Schedule', { list: 'schedules', index }),
    ),
  ];
}
