/** Keeps the end of a growing log in view, as long as the reader is there; who scrolls up is left in peace. */
import * as vscode from 'vscode';
import { LOG_SCHEME } from './logUri.ts';

/** When lines left at the head, the view may jump, and tells so late. A step back within this isn't the reader's. */
const JUMP_MS = 3000;

interface Reading {
  atEnd: boolean;
  firstSeenLine: number;
  /** When lines last left at the head, until the view is at the end again. */
  cutAt: number;
}

/** @param onDidLeaveEnd tells that a reader was led to another place of a log. */
export function keepEndVisible(onDidLeaveEnd: vscode.Event<vscode.Uri>): vscode.Disposable {
  const readings = new WeakMap<vscode.TextEditor, Reading>();
  const readingOf = (editor: vscode.TextEditor): Reading => {
    let reading = readings.get(editor);
    if (!reading) {
      reading = { atEnd: true, firstSeenLine: 0, cutAt: Number.NEGATIVE_INFINITY };
      readings.set(editor, reading);
      showEnd(editor);
    }
    return reading;
  };
  const begin = (editors: readonly vscode.TextEditor[]) => {
    for (const editor of editors) if (isLog(editor)) readingOf(editor);
  };
  begin(vscode.window.visibleTextEditors);
  return vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(begin),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      if (isLog(textEditor)) onScrolled(textEditor, readingOf(textEditor), visibleRanges);
    }),
    onDidLeaveEnd((uri) => {
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document.uri.toString() !== uri.toString()) continue;
        Object.assign(readingOf(editor), { atEnd: false, cutAt: Number.NEGATIVE_INFINITY });
      }
    }),
    vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document.uri.scheme !== LOG_SCHEME || change.contentChanges.length === 0) return;
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document === change.document) onChanged(editor, readingOf(editor), change);
      }
    }),
  );
}

function onScrolled(editor: vscode.TextEditor, reading: Reading, ranges: readonly vscode.Range[]): void {
  const first = ranges[0]?.start.line ?? 0;
  const last = ranges.at(-1)?.end.line ?? 0;
  // Not the last line: that moves up, too, when a panel opens below.
  const isBack = first < reading.firstSeenLine;
  reading.firstSeenLine = first;
  if (last >= editor.document.lineCount - 2) {
    reading.atEnd = true;
    reading.cutAt = Number.NEGATIVE_INFINITY;
    return;
  }
  if (isBack && performance.now() - reading.cutAt > JUMP_MS) reading.atEnd = false;
  if (reading.atEnd) showEnd(editor);
}

function onChanged(
  editor: vscode.TextEditor,
  reading: Reading,
  { contentChanges }: vscode.TextDocumentChangeEvent,
): void {
  // Lines at the end never move what is seen; a new beginning does.
  if (contentChanges.some(({ range }) => range.start.line <= 1)) reading.cutAt = performance.now();
  if (reading.atEnd) showEnd(editor);
}

function isLog({ document }: vscode.TextEditor): boolean {
  return document.uri.scheme === LOG_SCHEME;
}

function showEnd(editor: vscode.TextEditor): void {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range;
  editor.revealRange(end, vscode.TextEditorRevealType.Default);
}
