import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { parseFilter } from '../state/taskFilter.ts';
import { typedProblem } from '../typedProblem.ts';

/** Asks what the tree is to show. Empty shows all. */
export async function filterTasks(services: Services): Promise<void> {
  signedIn(services);
  const typed = await vscode.window.showInputBox({
    title: t('Switchyard: Filter Tasks'),
    prompt: t(
      'A part of the name or command; status:, project:, user: (me), tag:key:value narrow it further.',
    ),
    placeHolder: 'deploy status:failure user:me tag:env:prod',
    value: services.filterText,
    validateInput: (typed) => typedProblem(() => parseFilter(typed)),
  });
  if (typed === undefined) return;
  services.filterText = typed.trim();
  await services.search.setFilter(parseFilter(typed));
}

/** Shows all tasks again. */
export async function clearFilter(services: Services): Promise<void> {
  services.filterText = '';
  await services.search.setFilter({});
}
