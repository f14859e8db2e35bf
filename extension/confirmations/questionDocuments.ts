/** Questions as read-only documents: the whole input can be read, searched and compared before it is answered. */
import * as vscode from 'vscode';
import { messageOf, SignedOutError } from '../api/apiError.ts';
import type { RestClient } from '../api/restClient.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { TICK_MS } from '../views/agingRows.ts';
import { closedText } from './closedQuestion.ts';
import { questionText } from './questionText.ts';
import { confirmationIdOf, QUESTION_SCHEME } from './questionUri.ts';
import { readFileChange } from './readFileChange.ts';

async function changedFile(client: RestClient, id: string, side: string): Promise<string> {
  const change = await readFileChange(client, id);
  return (side === 'before' ? change?.before : change?.after) ?? '';
}

export function registerQuestionDocuments(session: ServerSession): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const { store } = session;
  const showAnew = () => {
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === QUESTION_SCHEME) changed.fire(uri);
  };
  /** What is said of those that wait no longer, for as long as they are shown. */
  const closed = new Map<string, string>();
  /** One that isn't among the open ones: it is closed, or they haven't been read yet. */
  const unlisted = async (client: RestClient, id: string) => {
    const confirmation = await client.readConfirmation(id);
    const task = store.task(confirmation.task_id);
    if (confirmation.status === 'pending') return questionText(confirmation, task, session.now());
    const text = closedText(confirmation);
    closed.set(id, text);
    return text;
  };
  let known = store.confirmations;
  const stop = store.onChange(() => {
    if (store.confirmations === known) return;
    known = store.confirmations;
    showAnew();
  });
  // What was asked for while the server was away says so, and is read anew.
  const stopWaiting = session.onConnection(({ is }) => {
    if (is === 'connected') showAnew();
  });
  // How long ago it was asked, and how long is left, changes by itself; nobody reads it in a hidden tab.
  const tick = setInterval(() => {
    const seen = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri));
    for (const uri of seen) if (uri.scheme === QUESTION_SCHEME && !uri.query) changed.fire(uri);
  }, TICK_MS);
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      await session.decided;
      const id = confirmationIdOf(uri) ?? '';
      const open = store.confirmations.find((each) => each.id === id);
      if (open && !uri.query) return questionText(open, store.task(open.task_id), session.now());
      try {
        const { client } = session;
        if (!client) throw new SignedOutError();
        if (uri.query) return await changedFile(client, id, uri.query);
        return closed.get(id) ?? (await unlisted(client, id));
      } catch (error) {
        return `… ${messageOf(error)}\n`;
      }
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(QUESTION_SCHEME, provider),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => closed.delete(confirmationIdOf(uri) ?? '')),
    { dispose: stop },
    { dispose: stopWaiting },
    { dispose: () => clearInterval(tick) },
  );
}
