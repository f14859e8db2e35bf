import * as vscode from 'vscode';
import type { ConfirmationAnswer } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';

const REASON_CHARS_MAX = 2000;

/** A refusal with the reason that the agent is told. Undefined when the person thought better of it. */
export async function askReason(): Promise<ConfirmationAnswer | undefined> {
  const reason = await vscode.window.showInputBox({
    title: t('Why not? (may be left empty)'),
    prompt: t('The agent is told.'),
    ignoreFocusOut: true,
  });
  if (reason === undefined) return undefined;
  const told = reason.trim().slice(0, REASON_CHARS_MAX);
  return told === '' ? { decision: 'deny' } : { decision: 'deny', reason: told };
}
