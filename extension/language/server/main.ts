/** The language server of task files: a process of its own beside the editor, started when the first is opened. */
import {
  createConnection,
  ProposedFeatures,
  RequestType,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Speech, speakFrom, t } from '#shared/l10n.ts';
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
} from '../protocol.ts';
import { complete, refsOf } from './complete.ts';
import { describe } from './describe.ts';
import { diagnose } from './diagnose.ts';
import { lensesOf } from './lenses.ts';
import { definitionAt, outline, referencesAt } from './navigate.ts';
import { parsePath, readPart } from './readPart.ts';
import { rangeOf, readTaskFile, spanAt, type TaskFileText } from './taskFileText.ts';
import { writeTask } from './writeTask.ts';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
/** By address, as of a version. */
const files = new Map<string, TaskFileText>();
/** While a file is being written its YAML is seldom whole: its refs are those of before. */
const readable = new Map<string, TaskFileText>();
let projects: KnownProjects = null;

function fileAt(uri: string): TaskFileText | undefined {
  const text = documents.get(uri);
  if (!text) return undefined;
  const known = files.get(uri);
  if (known?.text.version === text.version) return known;
  const copy = TextDocument.create(uri, text.languageId, text.version, text.getText());
  const file = readTaskFile(copy);
  files.set(uri, file);
  if (file.value !== undefined) readable.set(uri, file);
  return file;
}

function check(uri: string): void {
  const file = fileAt(uri);
  if (file) void connection.sendDiagnostics({ uri, diagnostics: diagnose(file, projects) });
}

async function readProjects(): Promise<void> {
  projects = await connection.sendRequest<KnownProjects>(PROJECTS_REQUEST);
  for (const uri of documents.keys()) check(uri);
}

connection.onInitialize(({ initializationOptions }) => {
  speakFrom(initializationOptions as Speech);
  return {
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: [' ', '[', ','] },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentSymbolProvider: true,
      codeLensProvider: {},
    },
  };
});
connection.onNotification(SERVER_CHANGED, () => void readProjects());

documents.onDidOpen(() => void readProjects());
documents.onDidChangeContent(({ document }) => check(document.uri));
documents.onDidClose(({ document: { uri } }) => {
  files.delete(uri);
  readable.delete(uri);
  void connection.sendDiagnostics({ uri, diagnostics: [] });
});

connection.onCompletion(({ textDocument: { uri }, position }) => {
  const file = fileAt(uri);
  if (!file) return [];
  const refs = refsOf(readable.get(uri) ?? file);
  return complete(file, file.text.offsetAt(position), { projects, refs });
});
connection.onHover(({ textDocument: { uri }, position }) => {
  const file = fileAt(uri);
  const nextRuns = (asked: NextRunsParams) => connection.sendRequest<NextRuns>(NEXT_RUNS_REQUEST, asked);
  return file && describe(file, file.text.offsetAt(position), { projects, nextRuns, now: new Date() });
});
connection.onDefinition(({ textDocument: { uri }, position }) => {
  const file = fileAt(uri);
  const range = file && definitionAt(file, file.text.offsetAt(position));
  return range && { uri, range };
});
connection.onReferences(({ textDocument: { uri }, position }) => {
  const file = fileAt(uri);
  const ranges = file ? referencesAt(file, file.text.offsetAt(position)) : [];
  return ranges.map((range) => ({ uri, range }));
});
connection.onDocumentSymbol(({ textDocument: { uri } }) => {
  const file = fileAt(uri);
  return file ? outline(file) : [];
});
connection.onCodeLens(({ textDocument: { uri } }) => {
  const file = fileAt(uri);
  return file ? lensesOf(file) : [];
});

connection.onRequest(
  new RequestType<ReadParams, ReadAnswer, void>(READ_REQUEST),
  async ({ uri, ...part }) => {
    // A project may have been made since: none that the server has may stop a submit.
    await readProjects();
    const file = fileAt(uri);
    if (file) return readPart(file, part, projects);
    return { problem: t('The file is not open.'), line: 0, problems: 1 };
  },
);
connection.onRequest(WRITE_REQUEST, (task: WriteParams) => writeTask(task));
connection.onRequest(LOCATE_REQUEST, ({ uri, paths }: LocateParams): LocateAnswer => {
  const file = fileAt(uri);
  return file ? paths.map((path) => rangeOf(file, spanAt(file, parsePath(path)))) : [];
});

documents.listen(connection);
connection.listen();
