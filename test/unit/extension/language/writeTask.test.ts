import { expect, test } from 'vitest';
import { diagnose } from '../../../../extension/language/server/diagnose.ts';
import { readText } from '../../../../extension/language/server/taskFileText.ts';
import { writeTask } from '../../../../extension/language/server/writeTask.ts';
import { taskFileSchema } from '../../../../shared/taskFile.ts';

const full = {
  kind: 'claude' as const,
  name: 'no: "#1"',
  project_id: 'default',
  args: ['-c', ' leading', 'true', '007', ''],
  env: { EMPTY: '', YES: 'yes' },
  priority: 9,
  max_retries: 0,
  timeout: 90.5,
  limits: { silence_seconds: 60 },
  tags: { 'a key': '1e3' },
  context: {
    prompt: 'Mend it,\n  please:\n\n- `x`: y  \n\ttab\r\nand 中文 🚂\n',
    git: { branch: 'topic' },
  },
};

test('a task is written so that reading it gives the same task, whatever its texts look like', () => {
  const file = readText(writeTask(full));
  expect(diagnose(file, null)).toEqual([]);
  const parse = (task: typeof full) => taskFileSchema.parse({ tasks: [task] });
  expect(taskFileSchema.parse(file.value)).toEqual(parse(full));
});

test('a prompt is written line by line, and what holds anyway is left out', () => {
  const task = {
    kind: 'command' as const,
    name: 'count',
    project_id: 'default',
    command: 'python3',
    args: ['-c', 'print(1)\nprint(2)\n'],
    env: {},
    priority: 5,
    max_retries: 3,
    exclusive: false,
  };
  expect(writeTask(task)).toBe(`tasks:
  - name: count
    project_id: default
    command: python3
    args:
      - -c
      - |
        print(1)
        print(2)
    exclusive: false
`);
});
