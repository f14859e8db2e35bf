import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';

const TEXT = `tasks:
  - ref: build
    name: build
    project_id: default
    command: make
    priorty: 3
  - name: ship
    project_id: default
    command: ./ship
    depends_on: [build, tests]
`;

export function taskFileTests(): void {
  suite('task files', () => {
    let folder = '';
    let document: vscode.TextDocument;
    const uri = () => document.uri;
    const at = (text: string) => document.positionAt(document.getText().indexOf(text));

    suiteSetup(async () => {
      folder = await mkdtemp(join(tmpdir(), 'switchyard-files-'));
      const path = join(folder, 'release.switchyard.yaml');
      await writeFile(path, TEXT);
      document = await vscode.workspace.openTextDocument(path);
      await vscode.window.showTextDocument(document);
    });
    suiteTeardown(() => rm(folder, { recursive: true, force: true }));

    test('are told by their names', () => {
      equal(document.languageId, 'switchyard-task-file');
    });

    test('show what is wrong, where it is', async () => {
      const problems = await eventually(
        async () => {
          const found = vscode.languages.getDiagnostics(uri());
          ok(found.length > 0);
          return found;
        },
        { timeoutMs: 15_000 },
      );
      deepEqual(problems.map(({ range }) => document.getText(range)).sort(), ['priorty', 'tests']);
      ok(problems.some(({ message }) => message.includes('Did you mean priority?')));
    });

    test('complete the refs', async () => {
      const position = at('build, tests').translate(0, 'build, '.length);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri(),
        position,
      );
      ok(list.items.some(({ label }) => label === 'build'));
    });

    test('have lenses to submit all or one', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri(),
      );
      const titles = lenses.map(({ command }) => command?.title);
      ok(titles.includes('$(play-circle) Submit 2 Tasks'), String(titles));
      ok(titles.includes('$(play) Submit with the One It Waits For'), String(titles));
    });

    test('lead from a dependency to its task', async () => {
      const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        uri(),
        at('build, tests'),
      );
      const [place] = places;
      ok(place);
      equal(('range' in place ? place.range : place.targetRange).start.line, 1);
    });
  });
}
