import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { LOG_SCHEME } from '../logs/logUri.ts';
import type { Services } from '../services.ts';

/** Brings lines before the first one that the log tab in front shows. */
export async function loadEarlierLog({ logDocuments }: Services): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== LOG_SCHEME) throw new Error(t('Open the log of a task first.'));
  const count = await logDocuments.loadEarlier(uri);
  if (count === 0)
    vscode.window.setStatusBarMessage(t('This is the whole log: there are no earlier lines.'), 5000);
}
