/** Documents of our own that a person may change: they are on no disk, and kept for the window alone. */
import * as vscode from 'vscode';
import { tabsOf } from './closeTabs.ts';
import { FlatFiles } from './flatFiles.ts';

interface KeptFile {
  content: Uint8Array;
  mtime: number;
}

/** Older than any: VS Code refuses to save what it restored over a file that looks newer. */
const READ_ANEW_MTIME = 1;
const SAVED_MAX = 10;
const SAVED_BYTES_MAX = 256 * 1024;

type Memento = Pick<vscode.Memento, 'get' | 'update'>;

export abstract class KeptFiles extends FlatFiles {
  readonly #scheme: string;
  readonly #memento: Memento;
  /** What was saved in documents that are open, by path. VS Code itself keeps what isn't saved. */
  readonly #key: string;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #files = new Map<string, KeptFile>();
  readonly onDidChangeFile = this.#changed.event;

  /** @param memento of the window. */
  constructor({ scheme, memento, key }: { scheme: string; memento: Memento; key: string }) {
    super();
    this.#scheme = scheme;
    this.#memento = memento;
    this.#key = key;
  }

  /**
   * What a document holds that isn't in memory, since the window was loaded anew.
   * @param saved what was saved of it before.
   */
  protected abstract readAnew(uri: vscode.Uri, saved: string | undefined): Promise<string>;

  register(): vscode.Disposable {
    const provided = vscode.workspace.registerFileSystemProvider(this.#scheme, this);
    const closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      // A document whose language changes closes, too, and opens again in its tab.
      if (uri.scheme !== this.#scheme || tabsOf(uri).length > 0) return;
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

  async #file(uri: vscode.Uri): Promise<KeptFile> {
    const known = this.#files.get(uri.path);
    if (known) return known;
    const content = Buffer.from(await this.readAnew(uri, this.#saved()[uri.path]));
    // It may have been written meanwhile.
    const file = this.#files.get(uri.path) ?? { content, mtime: READ_ANEW_MTIME };
    this.#files.set(uri.path, file);
    return file;
  }

  #saved(): Readonly<Record<string, string>> {
    return this.#memento.get(this.#key) ?? {};
  }

  #keep(path: string, content: Uint8Array | undefined): void {
    const others = Object.entries(this.#saved()).filter(([each]) => each !== path);
    const own =
      content && content.length <= SAVED_BYTES_MAX ? [[path, new TextDecoder().decode(content)]] : [];
    void this.#memento.update(this.#key, Object.fromEntries([...others, ...own].slice(-SAVED_MAX)));
  }
}
