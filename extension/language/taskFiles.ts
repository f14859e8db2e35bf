/** Task files in the editor: starts the language server for the first one, and shows what the queue server refused. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { FieldError } from '#shared/problem.ts';
import { TASK_FILE_LANGUAGE } from '#shared/taskFile.ts';
import { editorsSpeech } from '../editorsSpeech.ts';
import type { Log } from '../log.ts';
import type { ServerSession } from '../state/serverSession.ts';
import type { TaskFileClient } from './client.ts';
import type {
  FilePart,
  KnownProjects,
  NextRuns,
  NextRunsParams,
  ReadAnswer,
  WriteParams,
} from './protocol.ts';

export class TaskFiles implements vscode.Disposable {
  readonly #session: ServerSession;
  readonly #log: Log;
  /** What the queue server said about a file as it was sent; gone with the next change of the file. */
  readonly #refusals = vscode.languages.createDiagnosticCollection('switchyard');
  readonly #disposables: vscode.Disposable[];
  #client: Promise<TaskFileClient> | undefined;

  constructor(session: ServerSession, log: Log) {
    this.#session = session;
    this.#log = log;
    const { workspace } = vscode;
    this.#disposables = [
      this.#refusals,
      workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#refusals.delete(document.uri)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#refusals.delete(uri)),
      { dispose: session.onConnection(() => void this.#client?.then((client) => client.serverChanged())) },
    ];
    for (const document of workspace.textDocuments) this.#opened(document);
  }

  /** What a file or a part of it says. */
  async read(part: FilePart): Promise<ReadAnswer> {
    return (await this.#started()).read(part);
  }

  /** Opens the task as a task file that isn't saved: there it can be changed as a whole, and submitted. */
  async openTask(task: WriteParams): Promise<void> {
    const content = await (await this.#started()).write(task);
    const document = await vscode.workspace.openTextDocument({ language: TASK_FILE_LANGUAGE, content });
    await vscode.window.showTextDocument(document, { preview: false });
  }

  /** Shows in a file what the queue server refused of it, as `errors` of a problem document. */
  async showRefusals(uri: vscode.Uri, errors: readonly FieldError[]): Promise<void> {
    const paths = errors.map(({ path }) => path);
    const places = await (await this.#started()).locate({ uri: uri.toString(), paths });
    this.#refusals.set(
      uri,
      places.map(({ start, end }, index) => {
        const range = new vscode.Range(start.line, start.character, end.line, end.character);
        const diagnostic = new vscode.Diagnostic(range, errors[index]?.message ?? '');
        diagnostic.source = t('Switchyard server');
        return diagnostic;
      }),
    );
  }

  dispose(): void {
    for (const each of this.#disposables) each.dispose();
    void this.#client?.then((client) => client.dispose());
  }

  #opened({ languageId }: vscode.TextDocument): void {
    if (languageId !== TASK_FILE_LANGUAGE) return;
    this.#started().catch((error) => this.#log.error('The language server of task files failed:', error));
  }

  #started(): Promise<TaskFileClient> {
    this.#client ??= this.#start();
    return this.#client;
  }

  async #start(): Promise<TaskFileClient> {
    // A bundle of its own: see build.ts.
    const { startTaskFileClient } = await import('./client.ts');
    return startTaskFileClient({
      serverModule: join(__dirname, 'languageServer.cjs'),
      log: this.#log,
      speech: editorsSpeech(),
      projects: () => this.#projects(),
      nextRuns: (asked) => this.#nextRuns(asked),
    });
  }

  /** Null, too, when reading them fails: then no project is called unknown. */
  async #projects(): Promise<KnownProjects> {
    try {
      return (await this.#session.client?.listProjects()) ?? null;
    } catch (error) {
      this.#log.warn('Reading the projects failed:', error);
      return null;
    }
  }

  async #nextRuns({ cron, timezone }: NextRunsParams): Promise<NextRuns> {
    try {
      return (await this.#session.client?.previewSchedule(cron, timezone)) ?? null;
    } catch (error) {
      this.#log.warn('Reading the next runs failed:', error);
      return null;
    }
  }
}
