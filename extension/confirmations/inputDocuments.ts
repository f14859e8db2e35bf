/** The input of a tool as a document that a person may change: it goes nowhere but to the run. */
import * as vscode from 'vscode';
import { messageOf, SignedOutError } from '../api/apiError.ts';
import { KeptFiles } from '../keptFiles.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { confirmationIdOf, INPUT_SCHEME } from './questionUri.ts';
import { readInput } from './readInput.ts';

export class InputDocuments extends KeptFiles {
  readonly #session: Pick<ServerSession, 'decided' | 'client'>;

  /** @param memento of the window. */
  constructor(
    session: Pick<ServerSession, 'decided' | 'client'>,
    memento: Pick<vscode.Memento, 'get' | 'update'>,
  ) {
    super({ scheme: INPUT_SCHEME, memento, key: 'switchyard.inputs' });
    this.#session = session;
  }

  /** The server is asked in any case: it may wait for no answer any more. */
  protected async readAnew(uri: vscode.Uri, saved: string | undefined): Promise<string> {
    const id = confirmationIdOf(uri);
    if (id === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    try {
      // A tab that VS Code restores may ask before the token has been read.
      await this.#session.decided;
      const { client } = this.#session;
      if (!client) throw new SignedOutError();
      const { text } = await readInput(client, id);
      return saved ?? text;
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(messageOf(error));
    }
  }
}
