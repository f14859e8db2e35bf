import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { rawLogUri } from '../logs/rawLogDocuments.ts';
import { type Services, signedIn } from '../services.ts';
import { chooseLog } from './chooseLog.ts';

/** Opens what a Claude task said in its own format, beside the log that people read. */
export async function openRawLog(services: Services, node?: unknown): Promise<void> {
  signedIn(services);
  const log = await chooseLog(services, node, t('Open the raw log of which task?'));
  if (!log) return;
  const document = await vscode.workspace.openTextDocument(rawLogUri(log.uri));
  await vscode.window.showTextDocument(document, { preview: true });
}
