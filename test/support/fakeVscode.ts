/** As much of VS Code as a log tab needs, for `vi.mock('vscode', () => import(…))`. */
import { type Mock, vi } from 'vitest';

export class Disposable {
  readonly dispose: () => void;

  constructor(dispose: () => void) {
    this.dispose = dispose;
  }

  static from(...parts: { dispose: () => void }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;

  constructor(scheme: string, path: string, query = '') {
    this.scheme = scheme;
    this.path = path;
    this.query = query;
  }

  static from({ scheme, path, query }: { scheme: string; path: string; query?: string }): Uri {
    return new Uri(scheme, path, query);
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}:${this.path}`;
  }
}

export class Selection {
  readonly start: unknown;
  readonly end: unknown;

  constructor(start: unknown, end: unknown) {
    this.start = start;
    this.end = end;
  }
}

export class MarkdownString {}
export class TabInputText {
  readonly uri: Uri;

  constructor(uri: Uri) {
    this.uri = uri;
  }
}
export const FileType = { File: 1 };
export const FileChangeType = { Changed: 1 };
export const TextEditorRevealType = { InCenter: 2 };
export const ProgressLocation = { Notification: 15 };
export const FileSystemError = {
  FileNotFound: () => new Error('not found'),
  Unavailable: (message: string) => new Error(message),
};

/** A test fires it with what VS Code would tell. */
export const textChanged = new EventEmitter<{ document: unknown }>();

const nothing = () => new Disposable(() => {});

export const workspace = {
  textDocuments: [] as unknown[],
  registerFileSystemProvider: nothing,
  getConfiguration: () => ({ get: () => undefined }),
  onDidChangeTextDocument: textChanged.event,
  onDidCloseTextDocument: nothing,
  openTextDocument: vi.fn() as Mock,
  fs: { writeFile: vi.fn() as Mock },
};
export const window = {
  tabGroups: { all: [] as unknown[], onDidChangeTabs: nothing, close: vi.fn() as Mock },
  activeTextEditor: undefined as unknown,
  visibleTextEditors: [] as unknown[],
  showTextDocument: vi.fn() as Mock,
  showWarningMessage: vi.fn() as Mock,
};
