import { beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { submitSelection } from '../../../../extension/commands/submitSelection.ts';
import type { Services } from '../../../../extension/services.ts';

const { editDraft, submitDraft } = vi.hoisted(() => ({
  editDraft: vi.fn(async (_services: unknown, draft: unknown, _place: string) => draft as unknown),
  submitDraft: vi.fn(async (_services: unknown, _draft: { context: unknown }) => {}),
}));
vi.mock('vscode', () => {
  class Uri {
    readonly fsPath: string;
    readonly scheme = 'file';
    constructor(fsPath: string) {
      this.fsPath = fsPath;
    }
    static file = (path: string) => new Uri(path);
  }
  const folder = { name: 'railway', uri: new Uri('/srv/railway') };
  const textOf = ({ fsPath }: Uri) => (fsPath.includes('empty') ? '' : `Read ${fsPath}`);
  return {
    Uri,
    window: {},
    extensions: { getExtension: () => undefined },
    workspace: {
      getWorkspaceFolder: () => folder,
      getConfiguration: () => ({ get: () => undefined }),
      openTextDocument: async (uri: Uri) => ({ getText: () => textOf(uri) }),
    },
  };
});
// Else it brings in what needs a whole editor.
vi.mock('../../../../extension/services.ts', () => ({ signedIn: () => {} }));
vi.mock('../../../../extension/submit/editDraft.ts', () => ({ editDraft }));
vi.mock('../../../../extension/submit/submitDraft.ts', () => ({ submitDraft }));
beforeEach(() => {
  editDraft.mockClear();
  submitDraft.mockClear();
});

const submit = (...names: string[]) => {
  const files = names.map((name) => vscode.Uri.file(`/srv/railway/${name}`));
  return submitSelection({} as Services, files[0], files);
};
const submitted = () => submitDraft.mock.calls.map(([, { context }]) => context);
const places = () => editDraft.mock.calls.map(([, , place]) => place);

test('each of the files that are selected becomes a task', async () => {
  await submit('a.md', 'b.md');
  expect(submitted()).toEqual([
    { file: 'a.md', prompt: 'Read /srv/railway/a.md' },
    { file: 'b.md', prompt: 'Read /srv/railway/b.md' },
  ]);
  expect(places()).toEqual(['1 of 2', '2 of 2']);
  await submit('a.md');
  expect(places().at(-1)).toBe('');
});

test('who leaves a form means none of the files after it', async () => {
  editDraft.mockResolvedValueOnce(undefined);
  await submit('a.md', 'b.md');
  expect(submitted()).toEqual([]);
  expect(places()).toEqual(['1 of 2']);
});

test('an empty one stops all of them', async () => {
  await expect(submit('a.md', 'empty.md')).rejects.toThrow('There is no text to submit.');
  expect(editDraft).not.toHaveBeenCalled();
});
