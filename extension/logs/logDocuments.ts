/**
 * Logs as read-only editor tabs that grow. A file system rather than a provider of texts: VS Code takes a changed
 * file over with the one edit that differs, so lines at the end cost what they are, and restores its tabs after a
 * reload.
 */

import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { RestClient } from '../api/restClient.ts';
import { FlatFiles } from '../flatFiles.ts';
import type { Log } from '../log.ts';
import { shownLogLines } from '../settings.ts';
import type { AnsiSpan } from '../state/ansiLine.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { LOG_SCHEME, taskIdOf } from './logUri.ts';
import { readPlacesInLine } from './placesInLine.ts';
import { TaskLog } from './taskLog.ts';

/** Lines at the end are shown at most so often. */
const SHOW_EVERY_MS = 250;
/** When lines left at the head, the whole text is taken over anew: rarely enough to leave the editor its time. */
const SHOW_CUT_EVERY_MS = 1000;
/** A tab opens with what has come by then. */
const FIRST_LINES_MS = 700;

/** What VS Code takes over. */
interface Shown {
  /** Rises with each change: VS Code reads again only what looks newer. */
  mtime: number;
  shown: Uint8Array;
}

/** Kept for the window: whether the lines' times are shown. */
const TIMES_KEY = 'switchyard.logTimes';

interface OpenLog extends Shown {
  uri: vscode.Uri;
  client: RestClient;
  log: TaskLog;
  spans: readonly (readonly AnsiSpan[])[];
  /** What the end said when it was shown last. */
  foot: string;
  shownAt: number;
  cuts: number;
  timer: NodeJS.Timeout | undefined;
  first: Promise<void>;
}

export class LogDocuments extends FlatFiles {
  readonly #session: ServerSession;
  readonly #log: Log;
  readonly #memento: Pick<vscode.Memento, 'get' | 'update'>;
  readonly #open = new Map<string, OpenLog>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeFile = this.#changed.event;
  readonly #endLeft = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidLeaveEnd = this.#endLeft.event;

  /** @param memento of the window. */
  constructor(session: ServerSession, log: Log, memento: Pick<vscode.Memento, 'get' | 'update'>) {
    super();
    this.#memento = memento;
    this.#session = session;
    this.#log = log;
    const isReadonly = new vscode.MarkdownString(t('The log of a task can be read, not changed.'));
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.registerFileSystemProvider(LOG_SCHEME, this, { isReadonly, isCaseSensitive: true }),
      vscode.window.tabGroups.onDidChangeTabs(() => this.#closeUnseen()),
      { dispose: session.store.onChange(() => this.#followRetried()) },
      { dispose: session.onConnection(() => this.#onConnection()) },
      readPlacesInLine(session.store, (id) => this.#open.get(id)?.log, log),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const id of [...this.#open.keys()]) this.#close(id);
  }

  /** @returns how many lines came before those that are shown, or undefined when the log isn't open. */
  async loadEarlier(uri: vscode.Uri): Promise<number | undefined> {
    return this.#open.get(taskIdOf(uri) ?? '')?.log.loadEarlier(shownLogLines());
  }

  /** Brings earlier lines up to this one, when it lies above what is shown. */
  async reach(uri: vscode.Uri, seq: number): Promise<void> {
    await this.#open.get(taskIdOf(uri) ?? '')?.log.reach(seq);
  }

  /** The row, from 0, that a line stands in; the document may be a moment behind. */
  rowOf(uri: vscode.Uri, seq: number): number | undefined {
    return this.#open.get(taskIdOf(uri) ?? '')?.log.rowOf(seq);
  }

  /** The reader of this log is led to a line: its end isn't kept in view any longer. */
  leaveEnd(uri: vscode.Uri): void {
    this.#endLeft.fire(uri);
  }

  /** Whether each line has the time before it that it was printed. */
  get times(): boolean {
    return this.#memento.get(TIMES_KEY) === true;
  }

  /** Shows the times, or hides them, in every log that is open or will be. */
  async toggleTimes(): Promise<void> {
    await this.#memento.update(TIMES_KEY, !this.times);
    for (const taskId of this.#open.keys()) this.#showSoon(taskId);
  }

  /** The colours of a line as it was shown last. */
  spansAt(uri: vscode.Uri, row: number): readonly AnsiSpan[] {
    return this.#open.get(taskIdOf(uri) ?? '')?.spans[row] ?? [];
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const open = await this.#shown(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: open.mtime, size: open.shown.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#shown(uri)).shown;
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  /** The log, or a line in its place while nobody is signed in: a tab that fails to open would never be read again. */
  async #shown(uri: vscode.Uri): Promise<Shown> {
    const taskId = taskIdOf(uri);
    if (taskId === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    // A tab that VS Code restores may ask before the token has been read.
    await this.#session.decided;
    const { client } = this.#session;
    const open = this.#open.get(taskId) ?? (client && this.#start(taskId, uri, client));
    await open?.first;
    if (open) return open;
    const note = t('Sign in to a Switchyard server to read this log.');
    return { mtime: 1, shown: Buffer.from(`… ${note}\n`) };
  }

  #start(taskId: string, uri: vscode.Uri, client: RestClient): OpenLog {
    let firstCame = () => {};
    const first = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FIRST_LINES_MS);
      firstCame = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    const onChange = () => {
      firstCame();
      this.#showSoon(taskId);
    };
    const log = new TaskLog({ client, taskId, linesMax: shownLogLines(), onChange });
    const open: OpenLog = {
      uri,
      client,
      log,
      mtime: Date.now(),
      shown: new Uint8Array(),
      spans: [],
      foot: '',
      shownAt: Number.NEGATIVE_INFINITY,
      cuts: 0,
      timer: undefined,
      first: first.then(() => this.#render(taskId)),
    };
    this.#open.set(taskId, open);
    this.#log.debug(`Opened the log of task ${taskId}.`);
    void log.follow();
    return open;
  }

  #showSoon(taskId: string): void {
    const open = this.#open.get(taskId);
    if (!open || open.timer) return;
    const every = open.log.cuts > open.cuts ? SHOW_CUT_EVERY_MS : SHOW_EVERY_MS;
    const waitMs = Math.max(0, every - (performance.now() - open.shownAt));
    open.timer = setTimeout(() => {
      open.timer = undefined;
      this.#render(taskId);
      this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri: open.uri }]);
    }, waitMs);
  }

  #render(taskId: string): void {
    const open = this.#open.get(taskId);
    if (!open) return;
    open.cuts = open.log.cuts;
    const task = this.#session.store.task(taskId);
    open.foot = open.log.foot(task);
    open.shown = Buffer.from(open.log.text(task, this.times));
    open.spans = open.log.spans(this.times);
    open.shownAt = performance.now();
    open.mtime = Math.max(open.mtime + 1, Date.now());
  }

  /**
   * A task that failed may be tried again, and be over again before that is seen: its log goes on. What the end says of
   * a task that waits may change.
   */
  #followRetried(): void {
    for (const [taskId, { log, foot }] of this.#open) {
      const task = this.#session.store.task(taskId);
      if (!task) continue;
      if (log.hasMore(task)) void log.follow();
      else if (log.foot(task) !== foot) this.#showSoon(taskId);
    }
  }

  /** What was restored before anybody was signed in, or is of another server or token, is read anew; nothing is left of what nobody may read any more. */
  #onConnection(): void {
    const { connection, client } = this.#session;
    if (connection.is !== 'connected' && connection.is !== 'signed_out') return;
    for (const [taskId, { client: before, log }] of [...this.#open]) {
      if (before !== client) this.#close(taskId);
      else if (log.interrupted) void log.follow();
    }
    for (const { uri } of vscode.workspace.textDocuments) {
      const id = taskIdOf(uri);
      if (id !== undefined && !this.#open.has(id))
        this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    }
  }

  #closeUnseen(): void {
    const seen = new Set<string | undefined>();
    for (const { tabs } of vscode.window.tabGroups.all) {
      for (const { input } of tabs) if (input instanceof vscode.TabInputText) seen.add(taskIdOf(input.uri));
    }
    for (const id of [...this.#open.keys()]) if (!seen.has(id)) this.#close(id);
  }

  #close(taskId: string): void {
    const open = this.#open.get(taskId);
    clearTimeout(open?.timer);
    open?.log.stop();
    this.#open.delete(taskId);
  }
}
