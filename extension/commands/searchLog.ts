import * as vscode from 'vscode';
import { language, t } from '#shared/l10n.ts';
import type { LogLine } from '#shared/logs.ts';
import { shownText } from '#shared/shownText.ts';
import { searchWholeLog } from '../api/searchWholeLog.ts';
import { showLogLine } from '../logs/showLogLine.ts';
import { type Services, signedIn } from '../services.ts';
import { plainLine } from '../state/lineWindow.ts';
import { pickText } from '../views/pickText.ts';
import { chooseLog } from './chooseLog.ts';

const HITS_MAX = 500;
const LABEL_CHARS_MAX = 300;

interface HitPick extends vscode.QuickPickItem {
  line: LogLine;
}

/** Looks for a text in the whole log, on the server, and opens the tab at the hit that is chosen. */
export async function searchLog(services: Services, node?: unknown): Promise<void> {
  const client = signedIn(services);
  const log = await chooseLog(services, node, t('Search the log of which task?'));
  if (!log) return;
  const text = await vscode.window.showInputBox({
    title: t('Search the whole log'),
    prompt: t('Upper and lower case are alike.'),
  });
  if (!text) return;
  const hits = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Searching the log'), cancellable: true },
    (_, token) => {
      const isCancelled = () => token.isCancellationRequested;
      return searchWholeLog(client, log.taskId, { text, limit: HITS_MAX, isCancelled });
    },
  );
  if (hits.length === 0) {
    vscode.window.setStatusBarMessage(t('No line of the log holds “{0}”.', shownText(text)), 5000);
    return;
  }
  const picked = await vscode.window.showQuickPick(hits.map(pickOf), { title: titleOf(hits.length) });
  if (!picked) return;
  const { seq } = picked.line;
  await showLogLine(services.logDocuments, { uri: log.uri, seq, text: plainLine(picked.line) });
}

function titleOf(count: number): string {
  return count < HITS_MAX
    ? t('Lines that hold it: {0}', count)
    : t('The first {0} lines that hold it', HITS_MAX);
}

function pickOf(line: LogLine): HitPick {
  const label = pickText(shownText(plainLine(line)).trim().slice(0, LABEL_CHARS_MAX)) || ' ';
  return { label, description: line.seq.toLocaleString(language()), line };
}
