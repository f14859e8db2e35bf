import { hostname } from 'node:os';
import * as vscode from 'vscode';

/** The machine that this runs on, where it isn't the one in front of the user: 127.0.0.1 means that machine, then. */
export function remoteHost(): string | undefined {
  return vscode.env.remoteName === undefined ? undefined : hostname();
}
