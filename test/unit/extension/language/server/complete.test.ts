import { describe, expect, test } from 'vitest';
import { complete } from '../../../../../extension/language/server/complete.ts';
import { EXAMPLE, marked } from './taskFileExample.ts';

const around = {
  projects: [
    { id: 'default', name: 'default', priority: 5 },
    { id: 'railway', name: 'The railway', priority: 8 },
  ],
  refs: ['build', 'test'],
};

function labels(text: string): string[] {
  const { file, offset } = marked(text);
  return complete(file, offset, around).map(({ label }) => label);
}

describe('names', () => {
  test('of the file', () => {
    expect(labels('|')).toEqual(['tasks', 'schedules']);
    expect(labels(`${EXAMPLE}|`)).toEqual([]);
  });

  test('of a task, the required ones first, without those that it has', () => {
    expect(labels('tasks:\n  - |').slice(0, 2)).toEqual(['name', 'project_id']);
    expect(labels('tasks:\n- |')).toContain('command');
    expect(labels('tasks:\n  - name: a\n    |\n    args: []\n  - kind: command\n')).not.toContain('name');
    expect(labels('tasks:\n  - name: a\n    |\n    args: []\n  - kind: command\n')).not.toContain('args');
    expect(labels('tasks:\n  - name: a\n    |\n    args: []\n  - kind: command\n')).toContain('kind');
    expect(labels('tasks:\n  - name: a\n    depends_on:\n      - b\n    pri|')).toContain('priority');
  });

  test('of a schedule and of the task within', () => {
    expect(labels('schedules:\n  - name: a\n    |')).toContain('cron');
    expect(labels('schedules:\n  - name: a\n    task:\n      |')).toContain('command');
    expect(labels('schedules:\n  - name: a\n    task:\n      |')).not.toContain('cron');
  });

  test('of what Claude is asked to do', () => {
    const context = labels('tasks:\n  - name: a\n    kind: claude\n    context:\n      |');
    expect(context).toEqual(expect.arrayContaining(['prompt', 'permission_mode', 'permission_prompts']));
    expect(labels('tasks:\n  - name: a\n    |')).toContain('continues');
    expect(labels('tasks:\n  - name: a\n    context:\n      context:\n        |')).toEqual([]);
  });

  test('replace what is typed', () => {
    const { file, offset } = marked('tasks:\n  - name: a\n    pri|');
    const [item] = complete(file, offset, around).filter(({ label }) => label === 'priority');
    expect(item?.textEdit).toEqual({
      range: { start: { line: 2, character: 4 }, end: { line: 2, character: 7 } },
      newText: 'priority: $0',
    });
  });
});

describe('values', () => {
  test.each([
    ['tasks:\n  - task_type: |', ['critical', 'urgent', 'normal', 'background']],
    ['tasks:\n  - name: a\n    exclusive: |', ['true', 'false']],
    ['tasks:\n  - name: a\n    project_id: |', ['default', 'railway']],
    ['tasks:\n  - name: a\n    depends_on: [|', ['build', 'test']],
    ['tasks:\n  - name: a\n    depends_on: [build, |]', ['build', 'test']],
    ['tasks:\n  - name: a\n    depends_on:\n      - |', ['build', 'test']],
    ['tasks:\n  - name: a\n    depends_on:\n    - build\n    - |', ['build', 'test']],
    [
      'tasks:\n  - name: a\n    context:\n      permission_mode: |',
      ['manual', 'acceptEdits', 'plan', 'dontAsk', 'auto'],
    ],
    ['schedules:\n  - task:\n      context:\n        permission_prompts: |', ['ask', 'none']],
    ['schedules:\n  - overlap: |', ['skip', 'queue', 'cancel_previous']],
  ])('%j', (text, values) => {
    expect(labels(text)).toEqual(values);
  });

  test('time zones', () => {
    expect(labels('schedules:\n  - timezone: |')).toContain('Europe/Berlin');
  });

  test('none where anything may stand, and none in a comment', () => {
    expect(labels('tasks:\n  - name: |')).toEqual([]);
    expect(labels('tasks:\n  - context:\n      prompt: |')).toEqual([]);
    expect(labels('# |')).toEqual([]);
  });
});
