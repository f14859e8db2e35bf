/** Tokens, in the editor's secret storage: each belongs to one server and is sent to no other. */
import type * as vscode from 'vscode';

const PREFIX = 'switchyard.token:';

export class Tokens {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async get(url: string): Promise<string | undefined> {
    return this.#secrets.get(keyOf(url));
  }

  async set(url: string, token: string): Promise<void> {
    await this.#secrets.store(keyOf(url), token);
  }

  async forget(url: string): Promise<void> {
    await this.#secrets.delete(keyOf(url));
  }

  onAnyChange(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key.startsWith(PREFIX)) listener();
    });
  }

  /** Also called for a change in another window of the same editor. */
  onChange(url: () => string, listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key === keyOf(url())) listener();
    });
  }
}

function keyOf(url: string): string {
  return `${PREFIX}${url}`;
}
