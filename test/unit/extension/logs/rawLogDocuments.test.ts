import { expect, onTestFinished, test, vi } from 'vitest';
import { ServerSession } from '../../../../extension/state/serverSession.ts';
import { eventually } from '../../../support/eventually.ts';
import { fakeServer } from '../../../support/fakeServer.ts';
import * as fake from '../../../support/fakeVscode.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

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
const { rawLogUri, registerRawLogDocuments } = await import('../../../../extension/logs/rawLogDocuments.ts');

const task = taskSummary({ status: 'running' });
const uri = rawLogUri(fake.Uri.from({ scheme: 'switchyard-log', path: `/${task.id}/a.log` }) as never);

test('is read anew after a sign-in, and when something happened to its task', async () => {
  let text = '{"type":"system"}\n';
  const { url } = await fakeServer((request, response) =>
    request.url?.includes('/logs/raw') ? response.end(text) : request.socket.destroy(),
  );
  const session = new ServerSession(() => {});
  const documents = registerRawLogDocuments(session);
  fake.workspace.textDocuments = [{ uri }];
  onTestFinished(() => {
    fake.workspace.textDocuments = [];
    documents.dispose();
    session.stop();
  });
  if (!provider) throw new Error('nothing was registered');
  const { provideTextDocumentContent } = provider;
  let shown = '';
  const show = async () => {
    shown = await provideTextDocumentContent(uri);
  };
  provider.onDidChange(() => void show());
  session.use(undefined);
  await show();
  expect(shown).toMatch(/^… .*[Ss]ign/);

  session.use({ url, token: 't' });
  await eventually(() => expect(shown).toBe(text), { timeoutMs: 10_000 });

  text += '{"type":"result"}\n';
  session.store.applyList({ type: 'listed', tasks: [task], covered: new Set() }, { waiting: 0, finished: 0 });
  await eventually(() => expect(shown).toBe(text), { timeoutMs: 10_000 });
});
