/** Runs the language server of task files: a bundle of its own, loaded when the first such file is opened. */
import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { Speech } from '#shared/l10n.ts';
import { TASK_FILE_LANGUAGE } from '#shared/taskFile.ts';
import {
  type KnownProjects,
  LOCATE_REQUEST,
  type LocateAnswer,
  type LocateParams,
  NEXT_RUNS_REQUEST,
  type NextRuns,
  type NextRunsParams,
  PROJECTS_REQUEST,
  READ_REQUEST,
  type ReadAnswer,
  type ReadParams,
  SERVER_CHANGED,
  WRITE_REQUEST,
  type WriteParams,
} from './protocol.ts';

export interface ClientOptions {
  /** The language server's bundle. */
  serverModule: string;
  log: vscode.LogOutputChannel;
  speech: Speech;
  projects(): Promise<KnownProjects>;
  nextRuns(asked: NextRunsParams): Promise<NextRuns>;
}

export interface TaskFileClient extends vscode.Disposable {
  read(part: ReadParams): Promise<ReadAnswer>;
  write(task: WriteParams): Promise<string>;
  locate(asked: LocateParams): Promise<LocateAnswer>;
  /** Another server may tell other projects. */
  serverChanged(): void;
}

export async function startTaskFileClient(options: ClientOptions): Promise<TaskFileClient> {
  const server = { module: options.serverModule, transport: TransportKind.ipc };
  const client = new LanguageClient('switchyard.taskFiles', 'Switchyard Task Files', server, {
    documentSelector: [{ language: TASK_FILE_LANGUAGE }],
    initializationOptions: options.speech,
    outputChannel: options.log,
    // A log that nobody asked for never comes to the front.
    revealOutputChannelOn: 4,
  });
  client.onRequest(PROJECTS_REQUEST, () => options.projects());
  client.onRequest(NEXT_RUNS_REQUEST, (asked: NextRunsParams) => options.nextRuns(asked));
  await client.start();
  return {
    read: (part) => client.sendRequest<ReadAnswer>(READ_REQUEST, part),
    write: (task) => client.sendRequest<string>(WRITE_REQUEST, task),
    locate: (asked) => client.sendRequest<LocateAnswer>(LOCATE_REQUEST, asked),
    serverChanged: () => void client.sendNotification(SERVER_CHANGED),
    dispose: () => void client.dispose(),
  };
}
