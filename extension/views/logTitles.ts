/** Which buttons stand above a log: only those of a conversation that can be spoken to, or continued, now. */
import * as vscode from 'vscode';
import { taskIdOf } from '../logs/logUri.ts';
import type { Services } from '../services.ts';
import { can } from '../state/taskVerbs.ts';

/** Changes are gathered for so long. */
const GATHER_MS = 100;

/** What package.json asks for: the addresses of the tabs in which a command makes sense. */
const contexts = { 'switchyard.messageTabs': 'message', 'switchyard.continueTabs': 'continue' } as const;

export function keepLogTitles({ session: { store } }: Services): vscode.Disposable {
  const told = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    timer = undefined;
    const uris = vscode.window.visibleTextEditors.map(({ document }) => document.uri);
    for (const [context, verb] of Object.entries(contexts)) {
      const fitting = uris.filter((uri) => {
        const task = store.task(taskIdOf(uri) ?? '');
        return task !== undefined && can(verb, task);
      });
      const tabs = fitting.map(String);
      if (told.get(context) === tabs.join('\n')) continue;
      told.set(context, tabs.join('\n'));
      void vscode.commands.executeCommand('setContext', context, tabs);
    }
  };
  const showSoon = () => {
    timer ??= setTimeout(show, GATHER_MS);
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(showSoon),
    { dispose: store.onChange(showSoon) },
    { dispose: () => clearTimeout(timer) },
  );
}
