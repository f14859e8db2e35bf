/** VS Code's own tasks of `"type": "switchyard"`: run on the server, shown in a terminal, problem matchers and all. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { projectId } from '../settings.ts';
import { foldersOnDisk } from '../submit/chooseFolder.ts';
import { gitContext } from '../submit/gitContext.ts';
import type { TaskDraft } from '../submit/taskDraft.ts';
import { definitionOfDraft, draftOfDefinition } from './taskDefinition.ts';
import { TaskTerminal } from './taskTerminal.ts';

const TYPE = 'switchyard';

export function registerTaskProvider(services: Services): vscode.Disposable {
  const execution = (scope: vscode.Task['scope']) =>
    new vscode.CustomExecution(
      async (definition) => new TaskTerminal(services, () => draftIn(definition, scope)),
    );
  return vscode.tasks.registerTaskProvider(TYPE, {
    /** What was submitted lately: for the list of “Run Task”. */
    provideTasks() {
      const scope = vscode.TaskScope.Workspace;
      return services.recent
        .all()
        .filter(({ kind }) => kind === 'command')
        .map((draft) => {
          const task = definitionOfDraft(draft);
          return new vscode.Task(task, scope, draft.name, TYPE, execution(scope));
        });
    },
    /** What stands in `tasks.json`. The definition has to be the very same object. */
    resolveTask({ definition, scope, name, problemMatchers }) {
      const where = scope ?? vscode.TaskScope.Workspace;
      return new vscode.Task(definition, where, name, TYPE, execution(where), problemMatchers);
    },
  });
}

async function draftIn(definition: vscode.TaskDefinition, scope: vscode.Task['scope']): Promise<TaskDraft> {
  const folder = foldersOnDisk().find(({ index }) => typeof scope !== 'object' || index === scope.index);
  const place = { projectId: projectId(), folder: folder?.uri.fsPath };
  const draft = draftOfDefinition(definition, place);
  const git = await gitContext(folder?.uri);
  return git === undefined ? draft : { ...draft, context: { ...draft.context, git } };
}
