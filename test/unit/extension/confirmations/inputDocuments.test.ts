import { expect, test, vi } from 'vitest';
import * as fake from '../../../support/fakeVscode.ts';

vi.mock('vscode', () => import('../../../support/fakeVscode.ts'));
const { InputDocuments } = await import('../../../../extension/confirmations/inputDocuments.ts');

const uri = fake.Uri.from({ scheme: 'switchyard-input', path: '/c1/Bash.json' }) as never;
const asked = { tool: 'Bash', status: 'pending', input: { command: 'true' } };

const emptyMemento = () => {
  const values = new Map<string, unknown>();
  return {
    get: (key: string) => values.get(key) as never,
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
};

function documents(read: unknown, decided = Promise.resolve(), memento = emptyMemento()) {
  const readConfirmation = vi.fn(async () => read);
  const client = read ? { readConfirmation } : undefined;
  return { inputs: new InputDocuments({ decided, client } as never, memento), readConfirmation };
}

test('what was open before a reload is read anew, once, when it is known who is signed in', async () => {
  let decide = () => {};
  const decided = new Promise<void>((resolve) => {
    decide = resolve;
  });
  const { inputs, readConfirmation } = documents(asked, decided);
  const text = inputs.readFile(uri);
  expect(readConfirmation).not.toHaveBeenCalled();
  decide();
  expect(String(await text)).toBe('{\n  "command": "true"\n}\n');
  expect(readConfirmation).toHaveBeenCalledWith('c1');
  // Older than what VS Code kept of it: that can be saved.
  expect((await inputs.stat(uri)).mtime).toBe(1);
  expect(readConfirmation).toHaveBeenCalledTimes(1);
});

test('what was written is kept, also against an answer that comes late', async () => {
  const { inputs } = documents(asked);
  const text = inputs.readFile(uri);
  inputs.writeFile(uri, Buffer.from('{}'));
  expect(String(await text)).toBe('{}');
  expect((await inputs.stat(uri)).size).toBe(2);
});

test('what was saved is there again after a reload, and of a few inputs only', async () => {
  const memento = emptyMemento();
  const before = documents(asked, undefined, memento).inputs;
  before.writeFile(uri, Buffer.from('{"command":"false"}'));
  const after = documents(asked, undefined, memento).inputs;
  expect(String(await after.readFile(uri))).toBe('{"command":"false"}');
  for (let id = 2; id < 20; id++) {
    const other = fake.Uri.from({ scheme: 'switchyard-input', path: `/c${id}/Bash.json` });
    before.writeFile(other as never, Buffer.from('{}'));
  }
  expect(String(await documents(asked, undefined, memento).inputs.readFile(uri))).toContain('true');
});

test.each([
  ['nobody is signed in', undefined, 'You are not signed in to a Switchyard server.'],
  ['it is answered', { ...asked, status: 'denied' }, 'This question waits no longer for an answer.'],
  ['a part is hidden', { ...asked, input: { token: '***' } }, 'A part of its input is hidden'],
])('says why it can’t be had: %s', async (_, read, reason) => {
  await expect(documents(read).inputs.readFile(uri)).rejects.toThrow(reason);
});
