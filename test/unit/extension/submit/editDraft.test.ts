import { expect, test, vi } from 'vitest';
import type { Services } from '../../../../extension/services.ts';
import { editDraft } from '../../../../extension/submit/editDraft.ts';
import type { TaskDraft } from '../../../../extension/submit/taskDraft.ts';

const pick = vi.hoisted(() => vi.fn());
const showInputBox = vi.hoisted(() => vi.fn());
vi.mock('vscode', () => ({ window: { showQuickPick: pick, showInputBox } }));

const openTask = vi.fn(async (_task: unknown) => {});
const services = { taskFiles: { openTask } } as unknown as Services;
const chooses = (label: string) =>
  pick.mockImplementationOnce(async (picks: { label: string }[]) =>
    picks.find((each) => each.label.includes(label)),
  );
const command: TaskDraft = {
  kind: 'command',
  name: 'count',
  project_id: 'default',
  command: 'python3',
  args: ['-c', 'print(1)'],
};

test.each<[string, TaskDraft]>([
  ['Command', { ...command, args: ['-c', 'print(1)\nprint(2)'] }],
  ['Prompt', { ...command, kind: 'claude', context: { prompt: 'Mend it\r\nplease' } }],
])('a %s of several lines, which a box would join, is edited in a task file', async (label, draft) => {
  openTask.mockClear();
  chooses(label);
  expect(await editDraft(services, draft)).toBeUndefined();
  expect(openTask.mock.calls).toEqual([[draft]]);
  expect(showInputBox).not.toHaveBeenCalled();
});

test('all that was changed in the form is in the task file that it goes on in', async () => {
  openTask.mockClear();
  chooses('Name');
  showInputBox.mockResolvedValueOnce('count again');
  chooses('Edit as Task File');
  expect(await editDraft(services, command)).toBeUndefined();
  expect(openTask.mock.calls).toEqual([[{ ...command, name: 'count again' }]]);
});
