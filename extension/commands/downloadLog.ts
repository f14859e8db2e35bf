import { homedir } from 'node:os';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { readWholeLog } from '../api/readWholeLog.ts';
import type { RestClient } from '../api/restClient.ts';
import { saveText } from '../logs/saveText.ts';
import { type Services, signedIn } from '../services.ts';
import { plainLine } from '../state/lineWindow.ts';
import { chooseLog } from './chooseLog.ts';

/** Saves all lines that a log has now, without colours, in a file. */
export async function downloadLog(services: Services, node?: unknown): Promise<void> {
  const client = signedIn(services);
  const log = await chooseLog(services, node, t('Download the log of which task?'));
  if (!log) return;
  const target = await vscode.window.showSaveDialog({
    title: t('Download the whole log'),
    defaultUri: placeFor(posix.basename(log.uri.path)),
  });
  if (!target) return;
  const location = vscode.ProgressLocation.Notification;
  const title = t('Downloading the log');
  const isSaved = await vscode.window.withProgress(
    { location, title, cancellable: true },
    (progress, token) => save({ client, taskId: log.taskId, target }, progress, token),
  );
  if (isSaved) vscode.window.setStatusBarMessage(t('The log was saved.'), 5000);
}

/** @returns false when it was cancelled. */
async function save(
  { client, taskId, target }: { client: RestClient; taskId: string; target: vscode.Uri },
  progress: vscode.Progress<{ increment: number }>,
  token: vscode.CancellationToken,
): Promise<boolean> {
  const stop = new AbortController();
  const subscription = token.onCancellationRequested(() => stop.abort());
  try {
    const last = await client.lastLine(taskId);
    const parts = textOf(client, taskId, last, (lines) =>
      progress.report({ increment: (lines / last) * 100 }),
    );
    await saveText(target, parts, stop.signal);
    return true;
  } catch (error) {
    if (stop.signal.aborted) return false;
    throw error;
  } finally {
    subscription.dispose();
  }
}

async function* textOf(client: RestClient, taskId: string, last: number, onRead: (lines: number) => void) {
  for await (const lines of readWholeLog(client, taskId, last)) {
    yield lines.map((line) => `${plainLine(line)}\n`).join('');
    onRead(lines.length);
  }
}

function placeFor(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  return vscode.Uri.joinPath(folder, name);
}
