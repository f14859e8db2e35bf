import * as vscode from 'vscode';
import { isTokenRefused, SignedOutError } from './api/apiError.ts';
import type { Log } from './log.ts';

/**
 * Tells a person that what they asked for failed, and why. Only for that: what fails in the background goes to the
 * log alone.
 * @param action as in “submit the task”.
 */
export async function showError(log: Log, action: string, error: unknown): Promise<void> {
  log.error(`Couldn't ${action}:`, error instanceof Error ? error : String(error));
  const reason = error instanceof Error ? error.message : String(error);
  const signIn = isTokenRefused(error) || error instanceof SignedOutError;
  const buttons = signIn ? ['Sign In', 'Show Log'] : ['Show Log'];
  const choice = await vscode.window.showErrorMessage(`Couldn't ${action}. ${reason}`, ...buttons);
  if (choice === 'Sign In') await vscode.commands.executeCommand('switchyard.signIn');
  if (choice === 'Show Log') log.show();
}
