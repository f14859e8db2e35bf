/** What Claude runs said in their own format, as read-only documents that are read anew when their task goes on. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { SignedOutError } from '../api/apiError.ts';
import { readRawLog } from '../api/readRawLog.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { LOG_SCHEME, taskIdOf } from './logUri.ts';

const RAW_LOG_SCHEME = 'switchyard-raw-log';
/** The whole log is read each time: rarely enough for one of 10 million characters. */
const READ_EVERY_MS = 2000;

/** Beside the log that people read. */
export function rawLogUri(log: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme: RAW_LOG_SCHEME, path: log.path.replace(/\.log$/, '.ndjson') });
}

export function registerRawLogDocuments(session: ServerSession): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** What was known when each open document was read last: another object means that something happened. */
  const readFor = new Map<string, unknown>();
  const knownOf = (uri: vscode.Uri) => session.store.task(rawTaskId(uri) ?? '') ?? session.client;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    timer = undefined;
    const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === RAW_LOG_SCHEME);
    for (const { uri } of open) if (readFor.get(uri.path) !== knownOf(uri)) changed.fire(uri);
  };
  const lookSoon = () => {
    timer ??= setTimeout(look, READ_EVERY_MS);
  };
  const onDidChange = changed.event;
  return vscode.Disposable.from(
    changed,
    { dispose: session.store.onChange(lookSoon) },
    { dispose: session.onConnection(lookSoon) },
    { dispose: () => clearTimeout(timer) },
    vscode.workspace.registerTextDocumentContentProvider(RAW_LOG_SCHEME, {
      onDidChange,
      async provideTextDocumentContent(uri) {
        await session.decided;
        readFor.set(uri.path, knownOf(uri));
        return rawText(session, rawTaskId(uri));
      },
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => readFor.delete(uri.path)),
  );
}

function rawTaskId({ path }: vscode.Uri): string | undefined {
  return taskIdOf(vscode.Uri.from({ scheme: LOG_SCHEME, path }));
}

async function rawText({ client }: ServerSession, taskId: string | undefined): Promise<string> {
  if (!client || taskId === undefined) return `… ${new SignedOutError().message}\n`;
  const text = await readRawLog(client, taskId).catch((error) => `… ${(error as Error).message}\n`);
  return text || `… ${t('Nothing in Claude’s own format: only Claude tasks have it.')}\n`;
}
