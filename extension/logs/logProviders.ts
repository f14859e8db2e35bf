/** What VS Code shows of a log besides its text: folds, an outline, and links to the files that it names. */
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { withoutTime } from '../state/lineTime.ts';
import { type LogSection, logSections } from './logSections.ts';
import { LOG_SCHEME, taskIdOf } from './logUri.ts';
import { pathLinks } from './pathLinks.ts';

const selector = { scheme: LOG_SCHEME };
/** More in one log help nobody, and each is looked for. */
const LINKS_MAX = 2000;

export function registerLogProviders(services: Services): vscode.Disposable {
  const sectionsOf = (document: vscode.TextDocument): LogSection[] => {
    const lines = document.getText().split('\n');
    return logSections(services.logDocuments.times ? lines.map(withoutTime) : lines);
  };
  return vscode.Disposable.from(
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) => foldsOf(sectionsOf(document)),
    }),
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) => outlineOf(document, sectionsOf(document)),
    }),
    vscode.languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: (document) => linksOf(document, services),
    }),
  );
}

/** Thoughts are folded together with VS Code's "Fold All Block Comments". */
function foldsOf(sections: readonly LogSection[]): vscode.FoldingRange[] {
  return sections
    .filter(({ start, end }) => end > start)
    .map(({ kind, start, end }) => {
      const folds = kind === 'thought' ? vscode.FoldingRangeKind.Comment : undefined;
      return new vscode.FoldingRange(start, end, folds);
    });
}

const symbolKinds = {
  stage: vscode.SymbolKind.Event,
  tool: vscode.SymbolKind.Function,
  thought: vscode.SymbolKind.String,
};

/** Each stands below the one that it is in. */
function outlineOf(document: vscode.TextDocument, sections: readonly LogSection[]): vscode.DocumentSymbol[] {
  const roots: vscode.DocumentSymbol[] = [];
  const open: vscode.DocumentSymbol[] = [];
  for (const { title, kind, start, end } of sections) {
    if (kind === 'result') continue;
    const all = new vscode.Range(start, 0, end, document.lineAt(end).text.length);
    const symbol = new vscode.DocumentSymbol(title, '', symbolKinds[kind], all, document.lineAt(start).range);
    while (open.length > 0 && !open.at(-1)?.range.contains(all)) open.pop();
    (open.at(-1)?.children ?? roots).push(symbol);
    open.push(symbol);
  }
  return roots;
}

async function linksOf(document: vscode.TextDocument, services: Services): Promise<vscode.DocumentLink[]> {
  const roots = rootsOf(services.session.store.task(taskIdOf(document.uri) ?? '')?.working_dir);
  const known = new Map<string, Promise<vscode.Uri | undefined>>();
  const links: Promise<vscode.DocumentLink | undefined>[] = [];
  for (let row = document.lineCount - 1; row >= 0 && links.length < LINKS_MAX; row--) {
    for (const { path, line, column, start, end } of pathLinks(document.lineAt(row).text)) {
      const file = known.get(path) ?? findFile(path, roots);
      known.set(path, file);
      const range = new vscode.Range(row, start, row, end);
      links.push(file.then((uri) => uri && linkTo(uri.with({ fragment: `L${line},${column}` }), range)));
    }
  }
  return (await Promise.all(links)).filter((link) => link !== undefined);
}

function linkTo(uri: vscode.Uri, range: vscode.Range): vscode.DocumentLink {
  const link = new vscode.DocumentLink(range, uri);
  link.tooltip = t('Open the file');
  return link;
}

/** The folders of the workspace, and below them the one that the task runs in: nothing outside is linked. */
function rootsOf(workingDir: string | undefined): vscode.Uri[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const own = folders.filter(({ fsPath }) => workingDir?.startsWith(`${fsPath}/`));
  return [...own.map((uri) => uri.with({ path: workingDir ?? uri.path })), ...folders];
}

async function findFile(path: string, roots: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const root of roots) {
    const target = isAbsolute(path) ? path : join(root.path, path);
    const inWorkspace = roots.some((each) => target.startsWith(`${each.path}/`));
    if (inWorkspace && (await isFile(root.with({ path: target })))) return root.with({ path: target });
  }
  return undefined;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
