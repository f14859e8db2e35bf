/** The input of a tool as a document that a person may change, in memory: it goes nowhere but to the run. */
import * as vscode from 'vscode';
import { FlatFiles } from '../flatFiles.ts';
import { INPUT_SCHEME } from './questionUri.ts';

export class InputDocuments extends FlatFiles {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #files = new Map<string, { content: Uint8Array; mtime: number }>();
  readonly onDidChangeFile = this.#changed.event;

  register(): vscode.Disposable {
    const provided = vscode.workspace.registerFileSystemProvider(INPUT_SCHEME, this);
    const closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === INPUT_SCHEME) this.#files.delete(uri.path);
    });
    return vscode.Disposable.from(provided, closed, this.#changed);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { content, mtime } = this.#file(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: content.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#file(uri).content;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.#files.set(uri.path, { content, mtime: Date.now() });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  #file(uri: vscode.Uri): { content: Uint8Array; mtime: number } {
    const file = this.#files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}
