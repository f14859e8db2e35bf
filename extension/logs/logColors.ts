/** The colours that a program printed, as decorations of the lines that are in view: the text itself stays plain. */
import * as vscode from 'vscode';
import { type AnsiSpan, ansiColors } from '../state/ansiLine.ts';
import type { LogDocuments } from './logDocuments.ts';
import { LOG_SCHEME } from './logUri.ts';

/** Scrolling and growing tell often. */
const PAINT_EVERY_MS = 100;
/** Beyond the view on either side, so that scrolling shows no bare lines. */
const MARGIN_LINES = 100;

export function colorLogs(logs: Pick<LogDocuments, 'spansAt'>): vscode.Disposable {
  const types = new Map<string, vscode.TextEditorDecorationType>();
  for (const color of [...ansiColors, undefined]) {
    for (const bold of [false, true]) {
      if (!color && !bold) continue;
      const name = color && `terminal.ansi${color[0]?.toUpperCase()}${color.slice(1)}`;
      const type = vscode.window.createTextEditorDecorationType({
        ...(name && { color: new vscode.ThemeColor(name) }),
        ...(bold && { fontWeight: 'bold' }),
      });
      types.set(keyOf({ ...(color && { color }), bold }), type);
    }
  }
  const paint = (editor: vscode.TextEditor) => {
    const ranges = new Map([...types.keys()].map((key): [string, vscode.Range[]] => [key, []]));
    for (const row of rowsInView(editor)) {
      const { length } = editor.document.lineAt(row).text;
      for (const span of logs.spansAt(editor.document.uri, row)) {
        // The document may be a moment behind what is known.
        if (span.end <= length)
          ranges.get(keyOf(span))?.push(new vscode.Range(row, span.start, row, span.end));
      }
    }
    for (const [key, type] of types) editor.setDecorations(type, ranges.get(key) ?? []);
  };
  let timer: NodeJS.Timeout | undefined;
  const paintSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const editor of vscode.window.visibleTextEditors)
        if (editor.document.uri.scheme === LOG_SCHEME) paint(editor);
    }, PAINT_EVERY_MS);
  };
  paintSoon();
  return vscode.Disposable.from(
    ...types.values(),
    vscode.window.onDidChangeVisibleTextEditors(paintSoon),
    vscode.window.onDidChangeTextEditorVisibleRanges(paintSoon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === LOG_SCHEME) paintSoon();
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

function keyOf({ color, bold }: Pick<AnsiSpan, 'color' | 'bold'>): string {
  return `${color ?? ''}${bold ? ' bold' : ''}`;
}

function* rowsInView({ document, visibleRanges }: vscode.TextEditor): Generator<number> {
  const first = Math.max(0, (visibleRanges[0]?.start.line ?? 0) - MARGIN_LINES);
  const last = Math.min(document.lineCount - 1, (visibleRanges.at(-1)?.end.line ?? 0) + MARGIN_LINES);
  for (let row = first; row <= last; row++) yield row;
}
