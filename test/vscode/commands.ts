import { deepEqual, equal, rejects } from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../extension/commands/commandIds.ts';

export function commandTests(): void {
  suite('commands', () => {
    test('are registered, every one', async () => {
      const registered = new Set(await vscode.commands.getCommands(true));
      deepEqual(
        commandIds.filter((id) => !registered.has(id)),
        [],
      );
    });

    test('views can be brought to the front', async () => {
      await vscode.commands.executeCommand('switchyard.tasks.focus');
    });
  });

  suite('log documents', () => {
    const uri = vscode.Uri.parse('switchyard-log:/019b76da-a800-7000-8000-000000000001/npm test.log');

    test('say that somebody has to sign in first', async () => {
      const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
      equal(text, '… Sign in to a Switchyard server to read this log.\n');
    });

    test('can’t be written', async () => {
      equal(vscode.workspace.fs.isWritableFileSystem('switchyard-log'), false);
      await rejects(async () => vscode.workspace.fs.writeFile(uri, new Uint8Array()));
    });
  });
}
