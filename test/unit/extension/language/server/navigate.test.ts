import { describe, expect, test } from 'vitest';
import { describe as describeAt } from '../../../../../extension/language/server/describe.ts';
import { lensesOf } from '../../../../../extension/language/server/lenses.ts';
import { definitionAt, outline, referencesAt } from '../../../../../extension/language/server/navigate.ts';
import { parsePath, readPart } from '../../../../../extension/language/server/readPart.ts';
import { rangeOf, readText, spanAt } from '../../../../../extension/language/server/taskFileText.ts';
import { covered, EXAMPLE, marked } from './taskFileExample.ts';

const now = new Date('2030-01-01T00:00:00Z');
const around = {
  projects: [{ id: 'default', name: 'default', priority: 9 }],
  nextRuns: async () => ['2030-01-01T01:30:00.000Z'],
  now,
};

async function hover(text: string, more: Partial<typeof around> | { nextRuns: () => Promise<null> } = {}) {
  const { file, offset } = marked(text);
  const told = await describeAt(file, offset, { ...around, ...more });
  return (told?.contents as { value: string } | undefined)?.value;
}

describe('hover', () => {
  test('tells what a field is', async () => {
    expect(await hover(EXAMPLE.replace('args:', 'ar|gs:'))).toMatch(/^\*\*args\*\* — a list/);
    expect(await hover('tas|ks: []')).toContain('submitted together');
  });

  test('tells the effective priority and the queue', async () => {
    expect(await hover(EXAMPLE.replace('priority: 9', 'priority: |9'))).toContain(
      'Effective priority **10**, queue **critical**, in the project default.',
    );
    expect(await hover(EXAMPLE.replace('priority: 9', 'priority: |9'), { projects: [] })).toContain(
      'Effective priority **9**, queue **high_priority**, in a project of priority 5.',
    );
  });

  test('tells when a schedule fires, in words and in its time zone', async () => {
    const text = EXAMPLE.replace('30 2', '3|0 2');
    expect(await hover(text)).toMatch(/At 02:30, .*Monday through Friday \(Europe\/Berlin\)/);
    expect(await hover(text)).toContain('1 January 2030 at 02:30');
    expect(await hover(text, { nextRuns: async () => null })).toContain('once you are connected');
  });

  test('tells which task is waited for, and times', async () => {
    expect(await hover(EXAMPLE.replace('- test\n', '- te|st\n'))).toContain('“test” of this file');
    expect(await hover('tasks:\n  - deadline: 202|9-01-01T00:00:00Z')).toContain('That is over.');
  });

  test('tells nothing where there is nothing', async () => {
    expect(await hover('|')).toBeUndefined();
  });
});

describe('the way to a dependency', () => {
  test('and to all that wait for it', () => {
    const { file, offset } = marked(EXAMPLE.replace('- build\n', '- bu|ild\n'));
    const range = definitionAt(file, offset);
    expect(range?.start.line).toBe(1);
    expect(range && covered(file, range)).toBe('build');
    expect(referencesAt(file, offset).map(({ start }) => start.line)).toEqual([1, 10, 17]);
  });

  test('is none from anything else', () => {
    const { file, offset } = marked(EXAMPLE.replace('make', 'ma|ke'));
    expect(definitionAt(file, offset)).toBeUndefined();
  });
});

test('the outline names tasks and schedules', () => {
  const [tasks, schedules] = outline(readText(EXAMPLE));
  expect(tasks?.children?.map(({ name, detail }) => [name, detail])).toEqual([
    ['build', 'build'],
    ['test', 'test'],
    ['ship', ''],
  ]);
  expect(schedules?.children?.map(({ name }) => name)).toEqual(['nightly']);
});

test('lenses stand at what they submit', () => {
  expect(lensesOf(readText(EXAMPLE)).map(({ range, command }) => [range.start.line, command?.title])).toEqual(
    [
      [0, '$(play-circle) Submit 3 Tasks'],
      [1, '$(play) Submit'],
      [5, '$(play) Submit with the One It Waits For'],
      [11, '$(play) Submit with the 2 It Waits For'],
      [19, '$(calendar) Schedule This'],
    ],
  );
});

describe('what is submitted', () => {
  const names = (index?: number) => {
    const part = { list: 'tasks' as const, ...(index !== undefined && { index }) };
    const read = readPart(readText(EXAMPLE), part, null);
    return 'tasks' in read ? read.tasks.map(({ name }) => name) : read;
  };

  test('is the whole list, or a task with all that it waits for', () => {
    expect(names()).toEqual(['build', 'test', 'ship']);
    expect(names(0)).toEqual(['build']);
    expect(names(1)).toEqual(['build', 'test']);
  });

  test('is nothing while anything is wrong', () => {
    const read = readPart(readText(EXAMPLE.replace('./ship', '{}')), { list: 'tasks' }, null);
    expect(read).toEqual({ problem: 'command must be a text.', line: 13, problems: 1 });
  });
});

test('the server’s paths are found in the file', () => {
  const file = readText(EXAMPLE);
  const at = (path: string) => covered(file, rangeOf(file, spanAt(file, parsePath(path))));
  expect(at('tasks[2].command')).toBe('./ship');
  expect(at('tasks[2].depends_on[1]')).toBe('build');
  expect(at('tasks[1].working_dir')).toBe('ref');
  expect(at('depends_on')).toBe('tasks');
});
