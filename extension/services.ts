/** What the commands and views work with: made once, when the extension is activated. */
import * as vscode from 'vscode';
import { SignedOutError } from './api/apiError.ts';
import type { RestClient } from './api/restClient.ts';
import { InputDocuments } from './confirmations/inputDocuments.ts';
import { Dashboards } from './dashboard/dashboards.ts';
import { TaskFiles } from './language/taskFiles.ts';
import { createLog, type Log } from './log.ts';
import { FollowedTasks } from './logs/followedTasks.ts';
import { LogDocuments } from './logs/logDocuments.ts';
import { SentMessages } from './messages/sentMessages.ts';
import { FateTeller } from './messages/tellFates.ts';
import { TextDocuments } from './messages/textDocuments.ts';
import { KnownServers } from './servers/knownServers.ts';
import { serverUrl } from './settings.ts';
import { searchAgain } from './state/searchAgain.ts';
import { ServerSession } from './state/serverSession.ts';
import { TaskSearch } from './state/taskSearch.ts';
import { RecentSubmits } from './submit/recentSubmits.ts';
import { Tokens } from './tokens.ts';
import type { MoreNode } from './views/nodes/moreNode.ts';
import type { TreeNode } from './views/nodes/node.ts';

export interface Services {
  log: Log;
  session: ServerSession;
  tokens: Tokens;
  logDocuments: LogDocuments;
  /** Inputs of tools that a person changes. */
  inputs: InputDocuments;
  followed: FollowedTasks;
  messages: SentMessages;
  /** Texts of several lines for tasks. */
  texts: TextDocuments;
  taskFiles: TaskFiles;
  dashboards: Dashboards;
  servers: KnownServers;
  search: TaskSearch;
  recent: RecentSubmits;
  /** Of the extension. */
  version: string;
  /** The filter of the tree as it was typed. */
  filterText: string;
  /** What is selected in each tree; the view that shows the tree sets it. */
  selected: Record<'tasks' | 'needsYou', () => readonly TreeNode[]>;
  /** Brings the rows that a “load more” stands for; set by the view, too. */
  showMore: (node: MoreNode) => Promise<void>;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const log = createLog();
  const onProblem = (doing: string, error: unknown) => log.warn(`${doing} failed:`, error);
  const session = new ServerSession(onProblem);
  const tokens = new Tokens(context.secrets);
  const logDocuments = new LogDocuments(session, log, context.workspaceState);
  const followed = new FollowedTasks(session, log);
  const taskFiles = new TaskFiles(session, log);
  const dashboards = new Dashboards({ session, log, extensionUri: context.extensionUri });
  const fates = new FateTeller();
  const messages = new SentMessages(session, { onFate: (fate) => fates.add(fate), onProblem });
  const search = new TaskSearch(session.store, () => session.client);
  context.subscriptions.push(
    log,
    logDocuments,
    followed,
    taskFiles,
    dashboards,
    fates,
    { dispose: () => messages.stop() },
    { dispose: () => session.stop() },
    { dispose: searchAgain(session, search, onProblem) },
  );
  return {
    log,
    session,
    tokens,
    logDocuments,
    inputs: new InputDocuments(session, context.workspaceState),
    followed,
    messages,
    texts: new TextDocuments(context.workspaceState),
    taskFiles,
    dashboards,
    servers: new KnownServers(context.globalState),
    search,
    recent: new RecentSubmits(context.workspaceState),
    version: String(context.extension.packageJSON.version),
    filterText: '',
    selected: { tasks: () => [], needsYou: () => [] },
    showMore: async () => {},
  };
}

/** Connects to the server that is set, with its token; also later, when either changes. */
export function keepSignedIn({ session, tokens, log }: Services): vscode.Disposable {
  const use = async () => {
    const url = serverUrl();
    const token = await tokens.get(url);
    session.use(token === undefined ? undefined : { url, token });
  };
  const useOrTell = () => {
    use().catch((error) => {
      log.error('Reading the token failed:', error);
      // Whoever waits for the decision would wait for good.
      if (!session.client) session.use(undefined);
    });
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
