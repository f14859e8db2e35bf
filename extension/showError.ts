import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { isTokenRefused, messageOf, SignedOutError } from './api/apiError.ts';
import type { Log } from './log.ts';
import { notify } from './notify.ts';

/**
 * Tells a person that what they asked for failed, and why. Only for that: what fails in the background goes to the
 * log alone.
 * @param failed a sentence such as “Couldn't submit the task.”
 */
export async function showError(log: Log, failed: string, error: unknown): Promise<void> {
  log.error(failed, error instanceof Error ? error : String(error));
  const reason = messageOf(error);
  const [signIn, showLog] = [t('Sign In'), t('Show Log')];
  const signedOut = isTokenRefused(error) || error instanceof SignedOutError;
  const buttons = signedOut ? [signIn, showLog] : [showLog];
  const choice = await notify('Error', `${failed} ${reason}`, ...buttons);
  if (choice === signIn) await vscode.commands.executeCommand('switchyard.signIn');
  if (choice === showLog) log.show();
}
