/** Keeps the end of a growing log in view, as long as the reader is there; who scrolls up is left in peace. */
import * as vscode from 'vscode';
import { LOG_SCHEME } from './logUri.ts';

/** After a change the view reports where it is with a delay; a step back within this isn't the reader's. */
const SETTLING_MS = 600;

interface Reading {
  atEnd: boolean;
  lastSeenLine: number;
  changedAt: number;
}

export function keepEndVisible(): vscode.Disposable {
  const readings = new WeakMap<vscode.TextEditor, Reading>();
  const readingOf = (editor: vscode.TextEditor): Reading => {
    let reading = readings.get(editor);
    if (!reading) {
      reading = { atEnd: true, lastSeenLine: 0, changedAt: performance.now() };
      readings.set(editor, reading);
      showEnd(editor);
    }
    return reading;
  };
  const isLog = ({ document }: vscode.TextEditor) => document.uri.scheme === LOG_SCHEME;
  for (const editor of vscode.window.visibleTextEditors) if (isLog(editor)) readingOf(editor);
  return vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const editor of editors) if (isLog(editor)) readingOf(editor);
    }),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      if (!isLog(textEditor)) return;
      const reading = readingOf(textEditor);
      const last = visibleRanges.at(-1)?.end.line ?? 0;
      const settling = performance.now() - reading.changedAt < SETTLING_MS;
      if (last >= textEditor.document.lineCount - 2) reading.atEnd = true;
      else if (last < reading.lastSeenLine && !settling) reading.atEnd = false;
      reading.lastSeenLine = last;
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme !== LOG_SCHEME) return;
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document !== document) continue;
        const reading = readingOf(editor);
        reading.changedAt = performance.now();
        if (reading.atEnd) showEnd(editor);
      }
    }),
  );
}

function showEnd(editor: vscode.TextEditor): void {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range;
  editor.revealRange(end, vscode.TextEditorRevealType.Default);
}
