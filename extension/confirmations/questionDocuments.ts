/** Questions as read-only documents: the whole input can be read, searched and compared before it is answered. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { SignedOutError } from '../api/apiError.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { TICK_MS } from '../views/agingRows.ts';
import { questionText } from './questionText.ts';
import { confirmationIdOf, QUESTION_SCHEME } from './questionUri.ts';
import { readFileChange } from './readFileChange.ts';

async function changedFile({ client }: ServerSession, id: string, side: string): Promise<string> {
  if (!client) return `${new SignedOutError().message}\n`;
  const change = await readFileChange(client, id);
  return (side === 'before' ? change?.before : change?.after) ?? '';
}

export function registerQuestionDocuments(session: ServerSession): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const { store } = session;
  let known = store.confirmations;
  const stop = store.onChange(() => {
    if (store.confirmations === known) return;
    known = store.confirmations;
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === QUESTION_SCHEME) changed.fire(uri);
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
      const id = confirmationIdOf(uri);
      if (uri.query && id !== undefined) return changedFile(session, id, uri.query);
      const confirmation = store.confirmations.find((each) => each.id === id);
      if (!confirmation) return `${t('This question waits no longer for an answer.')}\n`;
      return questionText(confirmation, store.task(confirmation.task_id), session.now());
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(QUESTION_SCHEME, provider),
    { dispose: stop },
    { dispose: () => clearInterval(tick) },
  );
}
