/** The servers that a person has signed in to, the latest first. Their tokens are elsewhere. */
import type * as vscode from 'vscode';
import { z } from 'zod';

const KEY = 'switchyard.servers';
const urlsSchema = z.array(z.string());

export class KnownServers {
  readonly #memento: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(memento: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  all(): string[] {
    return urlsSchema.safeParse(this.#memento.get(KEY)).data ?? [];
  }

  async remember(url: string): Promise<void> {
    await this.#memento.update(KEY, [url, ...this.all().filter((each) => each !== url)]);
  }

  async forget(url: string): Promise<void> {
    await this.#memento.update(
      KEY,
      this.all().filter((each) => each !== url),
    );
  }
}
