/** The extension's own log: what goes wrong in the background is told here, and nowhere else. */
import * as vscode from 'vscode';

export type Log = vscode.LogOutputChannel;

export function createLog(): Log {
  return vscode.window.createOutputChannel('Switchyard', { log: true });
}
