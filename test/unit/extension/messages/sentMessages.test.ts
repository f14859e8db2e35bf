import { expect, test, vi } from 'vitest';
import { type MessageFate, SentMessages } from '../../../../extension/messages/sentMessages.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import type { TaskInputEvent } from '../../../../shared/events.ts';
import type { InputStatus, SentInput } from '../../../../shared/taskInput.ts';
import { eventually } from '../../../support/eventually.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const task = taskSummary({ kind: 'claude', status: 'running' });

/** A server that keeps messages, and tells of them what a test wants. */
function conversation() {
  const inputs: SentInput[] = [];
  const store = new TaskStore();
  const fates: MessageFate[] = [];
  const problems: unknown[] = [];
  let onInput = (_event: TaskInputEvent) => {};
  let onConnection = (_state: { is: string }) => {};
  const client = {
    access: { url: 'http://yard', token: 'swy_any' },
    sendInput: vi.fn(async (_id: string, text: string) => {
      const id = `i${inputs.length + 1}`;
      inputs.push({ id, text, user_id: 'ann', at: task.created_at, status: 'queued' });
    }),
    listInputs: vi.fn(async () => inputs.map((each) => ({ ...each }))),
  };
  const session = {
    client,
    store,
    onInput: (listener: typeof onInput) => {
      onInput = listener;
    },
    onConnection: (listener: typeof onConnection) => {
      onConnection = listener;
    },
  };
  const messages = new SentMessages(session as never, {
    onFate: (fate) => fates.push(fate),
    onProblem: (_doing, error) => problems.push(error),
  });
  return {
    client,
    store,
    problems,
    send: (text: string) => messages.send(client as never, task, text),
    tell: (input_id: string, status: InputStatus) =>
      onInput({ type: 'task.input', task_id: task.id, project_id: 'default', input_id, status, at: '' }),
    becomes: (at: number, status: InputStatus) => Object.assign(inputs[at] ?? {}, { status }),
    connects: () => onConnection({ is: 'connected' }),
    told: () => fates.map(({ text, status }) => `${text}: ${status}`),
  };
}

test('several messages in a row are each told as what becomes of them, once', async () => {
  const yard = conversation();
  await yard.send('first');
  await yard.send('second');
  await yard.send('second');
  expect(yard.told()).toEqual([]);
  yard.tell('i1', 'queued');
  yard.tell('i1', 'delivered');
  yard.tell('i3', 'delivered');
  yard.tell('i2', 'dropped');
  yard.tell('i1', 'delivered');
  yard.tell('someone else’s', 'delivered');
  expect(yard.told()).toEqual(['first: delivered', 'second: delivered', 'second: dropped']);
});

test('one that Claude had before its sender knew its id is told, too', async () => {
  const yard = conversation();
  yard.client.sendInput.mockImplementationOnce(async (id, text) => {
    await yard.client.sendInput(id, text);
    yard.tell('i1', 'delivered');
  });
  await yard.send('quick');
  expect(yard.told()).toEqual(['quick: delivered']);
});

test('what happened while the server was away, or with the end of the task, is looked up', async () => {
  const yard = conversation();
  await yard.send('first');
  await yard.send('second');
  yard.becomes(0, 'delivered');
  yard.connects();
  await eventually(() => expect(yard.told()).toEqual(['first: delivered']));
  yard.becomes(1, 'dropped');
  yard.store.apply({ type: 'read', task: { ...task, status: 'success', version: 9 } });
  await eventually(() => expect(yard.told()).toEqual(['first: delivered', 'second: dropped']));
});

test('a message that was taken isn’t called unsent because nobody can tell what became of it', async () => {
  const yard = conversation();
  yard.client.listInputs.mockRejectedValueOnce(new Error('the server is away'));
  await yard.send('first');
  expect(yard.problems).toHaveLength(1);
  yard.client.sendInput.mockRejectedValueOnce(new Error('it has ended'));
  await expect(yard.send('second')).rejects.toThrow('it has ended');
});
