import { expect, onTestFinished, test, vi } from 'vitest';
import { ServerSession } from '../../../../extension/state/serverSession.ts';
import { TICK_MS } from '../../../../extension/views/agingRows.ts';
import { confirmation } from '../../../support/confirmation.ts';
import { fakeServer, sendJson } from '../../../support/fakeServer.ts';
import * as fake from '../../../support/fakeVscode.ts';

interface Provider {
  onDidChange(listener: (uri: unknown) => void): void;
  provideTextDocumentContent(uri: unknown): Promise<string>;
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

test('a question that isn’t among the open ones is read from the server, which tells what became of it', async () => {
  const uri = fake.Uri.from({ scheme: 'switchyard-question', path: '/c1/Bash.txt' });
  let state: object | undefined;
  const { url } = await fakeServer((_request, response) => {
    if (!state) return response.destroy();
    sendJson(response, 200, { ...confirmation(), ...state, tool: 'Bash', input: null });
  });
  const session = new ServerSession(() => {});
  const documents = registerQuestionDocuments(session);
  onTestFinished(() => {
    documents.dispose();
    session.stop();
  });
  const shown = () => provider?.provideTextDocumentContent(uri);
  session.use({ url, token: 't' });
  expect(await shown()).toMatch(/^… No Switchyard server answers/);
  state = {};
  expect(await shown()).toMatch(/^Bash: make\n\nTask: t1\n/);
  const by = { answered_by: 'ann', answered_at: '2026-01-01T10:00:00.000Z' };
  state = { status: 'denied', decision: 'deny', reason: 'not now', ...by };
  expect(await shown()).toMatch(/^This question was answered already: ann denied it\.\nReason: not now\n/);
  expect(await shown()).toMatch(/\nmake\n$/);
  session.use(undefined);
  expect(await shown()).toBe('… You are not signed in to a Switchyard server.\n');
});
