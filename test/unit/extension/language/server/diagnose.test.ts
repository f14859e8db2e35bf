import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../../../extension/language/server/diagnose.ts';
import { readText } from '../../../../../extension/language/server/taskFileText.ts';
import { covered, EXAMPLE } from './taskFileExample.ts';

const projects = [{ id: 'default', name: 'Default', priority: 5 }];

/** Each problem as “what is underlined: what is said”. */
function told(text: string, known: typeof projects | null = projects): string[] {
  const file = readText(text);
  return diagnose(file, known).map(({ range, message }) => `${covered(file, range)}: ${message}`);
}

const task = (more: string) => `tasks:\n  - name: a\n    project_id: default\n    command: ls\n    ${more}\n`;

test('nothing is wrong with a good file', () => {
  expect(told(EXAMPLE)).toEqual([]);
});

describe('fields', () => {
  test('an unknown one is underlined itself, and told with what is allowed', () => {
    const [problem] = told(task('priorty: 3'));
    expect(problem).toMatch(
      /^priorty: There is no field priorty here\. Did you mean priority\? Allowed: name, project_id, /,
    );
    expect(told(`${EXAMPLE}owner: me\n`)[0]).toMatch(
      /^owner: There is no field owner here\. Allowed: tasks, schedules/,
    );
  });

  test.each([
    ['priority: 11', '11: priority must be at most 10.'],
    ['priority: high', 'high: priority must be a number.'],
    [
      'task_type: urgnt',
      'urgnt: task_type must be one of critical, urgent, normal, background. Did you mean urgent?',
    ],
    ['args: [1]', '1: args[0] must be a text: write it in quotes.'],
    ['pty: maybe', 'maybe: pty must be true or false.'],
    ['args: all', 'all: args must be a list.'],
    ['deadline: tomorrow', 'tomorrow: deadline must be a time, such as 2030-01-31T09:00:00Z.'],
    ['env: { A-B: x }', 'x: A-B Invalid key in record.'],
    ['tags:', 'tags: tags must be names with values.'],
    ['delay_seconds: -1', '-1: delay_seconds must be at least 0.'],
    ['depends_on: [a, 7]', '7: depends_on[1] must be a text: write it in quotes.'],
  ])('%s', (line, problem) => {
    expect(told(task(line))).toContain(problem);
  });

  test('a missing one is told at the head of its task', () => {
    expect(told('tasks:\n  - name: a\n    project_id: default\n')).toEqual([
      'name: command is required: the program to run.',
    ]);
    expect(told('tasks:\n  - command: ls\n')).toEqual([
      'command: name is required.',
      'command: project_id is required.',
    ]);
  });

  test('a file without anything', () => {
    const problem = 'A task file has “tasks:”, “schedules:” or both.';
    expect(told('')).toEqual([`: ${problem}`]);
    expect(told('just words')).toEqual([`just words: ${problem}`]);
    expect(told('{}')[0]).toContain('must have tasks, schedules or both');
  });
});

describe('who waits for whom', () => {
  const tasks = (...lines: string[]) =>
    `tasks:\n${lines.map((line) => `  - { name: n, project_id: default, command: ls, ${line} }\n`).join('')}`;

  test('an unknown ref', () => {
    expect(told(tasks('ref: a', 'depends_on: [a, bb]'))).toEqual([
      'bb: There is no task with the ref bb. Refs of this file: a.',
    ]);
  });

  test('the id of a task of before is the server’s to know', () => {
    expect(told(tasks('depends_on: [019b76da-a800-7000-8000-000000000001]'))).toEqual([]);
  });

  test('a ref that is taken', () => {
    expect(told(tasks('ref: a', 'ref: a'))).toEqual(['a: Another task has the ref a.']);
  });

  test('a circle is named with its way, at the dependency that closes it', () => {
    expect(
      told(tasks('ref: a, depends_on: [c]', 'ref: b, depends_on: [a]', 'ref: c, depends_on: [b]')),
    ).toEqual(['a: These tasks wait for each other in a circle: a → c → b → a.']);
    expect(told(tasks('ref: a, depends_on: [a]'))).toEqual([
      'a: These tasks wait for each other in a circle: a → a.',
    ]);
  });

  test('a thousand tasks in a row are no circle', () => {
    const row = Array.from(
      { length: 1000 },
      (_, i) => `ref: t${i}${i > 0 ? `, depends_on: [t${i - 1}]` : ''}`,
    );
    expect(told(tasks(...row))).toEqual([]);
  });
});

describe('what the server knows', () => {
  test('an unknown project, unless no server tells', () => {
    const text = EXAMPLE.replaceAll('project_id: default', 'project_id: railway');
    expect(told(text)).toHaveLength(4);
    expect(told(text)[0]).toBe('railway: The server has no project railway. It has: default.');
    expect(told(text, null)).toEqual([]);
  });

  test('a schedule’s times', () => {
    expect(told(EXAMPLE.replace('30 2 * * 1-5', '99 2 * * *'))[0]).toMatch(
      /^99 2 \* \* \*: cron minute: "99" is not a value/,
    );
    expect(told(EXAMPLE.replace('Europe/Berlin', 'Berlin'))[0]).toMatch(
      /^Berlin: timezone is not the name of a time zone/,
    );
  });
});

describe('YAML', () => {
  test('what is not YAML is told where it is', () => {
    expect(told('tasks: [a\nb: c')[0]).toContain('This is not YAML: ');
    expect(told('a: 1\na: 2\n')[0]).toMatch(/^a: This is not YAML: The same field is written twice/);
    expect(told('tasks: []\n---\ntasks: []\n')[0]).toContain('one document: remove the line “---”');
    expect(told('tasks:\n\t- name: a\n')[0]).toContain('Write spaces instead of tabs');
    expect(told('tasks:\n  - name: a: b\n')[0]).toContain('has to stand in quotes');
    expect(told('tasks:\n  - name: a\n   command: b\n')[0]).toContain('begins with a dash');
    expect(told('tasks:\n  - name: "a\n')[0]).toContain('quotation mark isn’t closed');
    expect(told('tasks: *none\n')[0]).toMatch(/alias/i);
  });

  test('aliases stand for what they name', () => {
    const anchored = EXAMPLE.replace('command: make\n', 'command: &make make\n').replace('./ship', '*make');
    expect(told(anchored)).toEqual([]);
  });
});
