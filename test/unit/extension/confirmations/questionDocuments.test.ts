import { expect, onTestFinished, test, vi } from 'vitest';
import { ServerSession } from '../../../../extension/state/serverSession.ts';
import { TICK_MS } from '../../../../extension/views/agingRows.ts';
import * as fake from '../../../support/fakeVscode.ts';

interface Provider {
  onDidChange(listener: (uri: unknown) => void): void;
}
let provider: Provider | undefined;
vi.mock('vscode', async () => {
  const all = await import('../../../support/fakeVscode.ts');
  const registerTextDocumentContentProvider = (_scheme: string, given: Provider) => {
    provider = given;
    return new all.Disposable(() => {});
  };
  return { ...all, workspace: Object.assign(all.workspace, { registerTextDocumentContentProvider }) };
});
const { registerQuestionDocuments } = await import(
  '../../../../extension/confirmations/questionDocuments.ts'
);

const editorOf = (scheme: string, path: string, query?: string) => ({
  document: { uri: fake.Uri.from({ scheme, path, ...(query && { query }) }) },
});

test('the times of a question that is seen go on, and a difference stays as it is', () => {
  vi.useFakeTimers();
  const documents = registerQuestionDocuments(new ServerSession(() => {}));
  const question = editorOf('switchyard-question', '/c1/Bash.txt');
  const difference = editorOf('switchyard-question', '/c2/a.ts', 'before');
  fake.window.visibleTextEditors = [question, question, difference, editorOf('file', '/a.ts')];
  onTestFinished(() => {
    fake.window.visibleTextEditors = [];
    documents.dispose();
    vi.useRealTimers();
  });
  const changed: unknown[] = [];
  provider?.onDidChange((uri) => changed.push(uri));
  vi.advanceTimersByTime(TICK_MS);
  expect(changed).toEqual([question.document.uri]);
  fake.window.visibleTextEditors = [];
  vi.advanceTimersByTime(3 * TICK_MS);
  expect(changed).toHaveLength(1);
  documents.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
