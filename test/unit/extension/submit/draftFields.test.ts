import { beforeEach, expect, test, vi } from 'vitest';
import type { Services } from '../../../../extension/services.ts';
import { draftFields } from '../../../../extension/submit/draftFields.ts';
import type { TaskDraft } from '../../../../extension/submit/taskDraft.ts';

interface Asked {
  value: string;
  validateInput(typed: string): string | undefined;
}
const showInputBox = vi.hoisted(() => vi.fn(async (_asked: Asked): Promise<string | undefined> => undefined));
vi.mock('vscode', () => ({ window: { showInputBox } }));
beforeEach(() => {
  showInputBox.mockReset();
});

const command: TaskDraft = {
  kind: 'command',
  name: 'count',
  project_id: 'default',
  command: 'python3',
  args: ['-c', 'print(1)'],
};
const ask = (label: string, draft: TaskDraft) =>
  draftFields(draft)
    .find((field) => field.label === label)
    ?.ask(draft, {} as Services);
const enter = () => showInputBox.mockImplementation(async ({ value }) => value);

test('a look at a field changes nothing', async () => {
  enter();
  const draft = { ...command, timeout: 90, tags: { env: 'prod' } };
  for (const { label, icon, ask: look } of draftFields(draft))
    if (!['arrow-up', 'references'].includes(icon))
      expect(await look(draft, {} as Services), label).toBeUndefined();
});

test('what is typed is taken', async () => {
  showInputBox.mockResolvedValue('echo "a b"');
  expect(await ask('Command', command)).toMatchObject({ command: 'echo', args: ['a b'], name: 'count' });
});

test('a timeout that the server would refuse is refused in the field', async () => {
  const problems: (string | undefined)[] = [];
  showInputBox.mockImplementation(async ({ validateInput }) => {
    problems.push(...['0', '8 d', '1 s', '7 d', 'soon'].map((typed) => validateInput(typed)));
    return undefined;
  });
  await ask('Timeout', command);
  const range = 'Write a time from 1 s to 7 d.';
  expect(problems).toEqual([range, range, undefined, undefined, expect.stringContaining('10 min')]);
});
