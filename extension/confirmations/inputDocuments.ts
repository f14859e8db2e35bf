/** The input of a tool as a document that a person may change: it goes nowhere but to the run. */
import * as vscode from 'vscode';
import { messageOf, SignedOutError } from '../api/apiError.ts';
import { FlatFiles } from '../flatFiles.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { tabsOf } from './closeInput.ts';
import { confirmationIdOf, INPUT_SCHEME } from './questionUri.ts';
import { readInput } from './readInput.ts';

interface InputFile {
  content: Uint8Array;
  mtime: number;
}

/** Older than any: VS Code refuses to save what it restored over a file that looks newer. */
const READ_ANEW_MTIME = 1;
/** Kept for the window: what was saved in inputs that are open, by path. VS Code itself keeps what isn't saved. */
const SAVED_KEY = 'switchyard.inputs';
const SAVED_MAX = 10;
const SAVED_BYTES_MAX = 256 * 1024;

type Memento = Pick<vscode.Memento, 'get' | 'update'>;

export class InputDocuments extends FlatFiles {
  readonly #session: Pick<ServerSession, 'decided' | 'client'>;
  readonly #memento: Memento;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #files = new Map<string, InputFile>();
  readonly onDidChangeFile = this.#changed.event;

  /** @param memento of the window. */
  constructor(session: Pick<ServerSession, 'decided' | 'client'>, memento: Memento) {
    super();
    this.#memento = memento;
    this.#session = session;
  }

  register(): vscode.Disposable {
    const provided = vscode.workspace.registerFileSystemProvider(INPUT_SCHEME, this);
    const closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      // A document whose language changes closes, too, and opens again in its tab.
      if (uri.scheme !== INPUT_SCHEME || tabsOf(uri).length > 0) return;
      this.#files.delete(uri.path);
      this.#keep(uri.path, undefined);
    });
    return vscode.Disposable.from(provided, closed, this.#changed);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { content, mtime } = await this.#file(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: content.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#file(uri)).content;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.#files.set(uri.path, { content, mtime: Date.now() });
    this.#keep(uri.path, content);
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** What isn't in memory, since the window was loaded anew, is read from the server. */
  async #file(uri: vscode.Uri): Promise<InputFile> {
    const known = this.#files.get(uri.path);
    if (known) return known;
    const content = await this.#readAnew(uri);
    // It may have been written meanwhile.
    const file = this.#files.get(uri.path) ?? { content, mtime: READ_ANEW_MTIME };
    this.#files.set(uri.path, file);
    return file;
  }

  async #readAnew(uri: vscode.Uri): Promise<Uint8Array> {
    const id = confirmationIdOf(uri);
    if (id === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    try {
      // A tab that VS Code restores may ask before the token has been read.
      await this.#session.decided;
      const { client } = this.#session;
      if (!client) throw new SignedOutError();
      const { text } = await readInput(client, id);
      return Buffer.from(this.#saved()[uri.path] ?? text);
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(messageOf(error));
    }
  }

  #saved(): Readonly<Record<string, string>> {
    return this.#memento.get(SAVED_KEY) ?? {};
  }

  #keep(path: string, content: Uint8Array | undefined): void {
    const others = Object.entries(this.#saved()).filter(([each]) => each !== path);
    const own =
      content && content.length <= SAVED_BYTES_MAX ? [[path, new TextDecoder().decode(content)]] : [];
    void this.#memento.update(SAVED_KEY, Object.fromEntries([...others, ...own].slice(-SAVED_MAX)));
  }
}
