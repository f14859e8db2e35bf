import * as vscode from 'vscode';
import { SignedOutError } from '../api/apiError.ts';
import type { ServerSession } from '../state/serverSession.ts';

/** Opens the log of a task that may not be in the tree. @throws Error in plain words. */
export async function openLogOf({ client }: ServerSession, taskId: string): Promise<void> {
  if (!client) throw new SignedOutError();
  const task = await client.readTask(taskId);
  await vscode.commands.executeCommand('switchyard.openLog', { kind: 'task', task });
}
