/** What Claude runs said in their own format, as read-only documents: as it was when they were opened. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { SignedOutError } from '../api/apiError.ts';
import { readRawLog } from '../api/readRawLog.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { LOG_SCHEME, taskIdOf } from './logUri.ts';

const RAW_LOG_SCHEME = 'switchyard-raw-log';

/** Beside the log that people read. */
export function rawLogUri(log: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme: RAW_LOG_SCHEME, path: log.path.replace(/\.log$/, '.ndjson') });
}

export function registerRawLogDocuments(session: ServerSession): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(RAW_LOG_SCHEME, {
    async provideTextDocumentContent({ path }) {
      await session.decided;
      const taskId = taskIdOf(vscode.Uri.from({ scheme: LOG_SCHEME, path }));
      if (!session.client || taskId === undefined) return `⋯ ${new SignedOutError().message}\n`;
      const text = await readRawLog(session.client, taskId).catch(
        (error) => `⋯ ${(error as Error).message}\n`,
      );
      return text || `⋯ ${t('Nothing in Claude’s own format: only Claude tasks have it.')}\n`;
    },
  });
}
