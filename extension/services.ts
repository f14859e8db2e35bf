/** What the commands and views work with: made once, when the extension is activated. */
import * as vscode from 'vscode';
import { SignedOutError } from './api/apiError.ts';
import type { RestClient } from './api/restClient.ts';
import { createLog, type Log } from './log.ts';
import { FollowedTasks } from './logs/followedTasks.ts';
import { LogDocuments } from './logs/logDocuments.ts';
import { serverUrl } from './settings.ts';
import { ServerSession } from './state/serverSession.ts';
import { Tokens } from './tokens.ts';
import type { TreeNode } from './views/nodes/node.ts';

export interface Services {
  log: Log;
  session: ServerSession;
  tokens: Tokens;
  logDocuments: LogDocuments;
  followed: FollowedTasks;
  /** What is selected in the tree of tasks; the view that shows the tree sets it. */
  selectedNode: () => TreeNode | undefined;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const log = createLog();
  const session = new ServerSession((doing, error) => log.warn(`${doing} failed:`, error));
  const tokens = new Tokens(context.secrets);
  const logDocuments = new LogDocuments(session, log);
  const followed = new FollowedTasks(session, log);
  context.subscriptions.push(log, logDocuments, followed, { dispose: () => session.stop() });
  return { log, session, tokens, logDocuments, followed, selectedNode: () => undefined };
}

/** Connects to the server that is set, with its token; also later, when either changes. */
export function keepSignedIn({ session, tokens, log }: Services): vscode.Disposable {
  const use = async () => {
    const url = serverUrl();
    const token = await tokens.get(url);
    session.use(token === undefined ? undefined : { url, token });
  };
  const useOrTell = () => {
    use().catch((error) => log.error('Reading the token failed:', error));
  };
  useOrTell();
  return vscode.Disposable.from(
    tokens.onChange(serverUrl, useOrTell),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('switchyard.url')) useOrTell();
    }),
  );
}

/** @throws {SignedOutError} when nobody is signed in. */
export function signedIn({ session }: Services): RestClient {
  if (session.client) return session.client;
  throw new SignedOutError();
}
