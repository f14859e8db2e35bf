import * as vscode from 'vscode';

export function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  const address = uri.toString();
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === address);
}

/**
 * Closes the tabs of a document of our own wherever they are: while the server answered, another one may have come to
 * the front.
 */
export async function closeTabs(document: vscode.TextDocument): Promise<void> {
  // Without a question whether to save it: that goes into memory, which is emptied with the last tab.
  if (document.isDirty) await document.save();
  const tabs = tabsOf(document.uri);
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
