import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor({ settings: { 'workbench.colorTheme': 'Default Dark Modern' } });

test('a task file is submitted by its lens, and what the server refuses is shown in it', async () => {
  const { switchyard, editor } = suite;
  const file = (dependency: string) => `tasks:
  - ref: build
    name: build the docs
    project_id: default
    command: "true"
  - name: publish the docs
    project_id: default
    command: "true"
    depends_on: [${dependency}]
`;
  await writeFile(
    join(editor.workspace, 'docs.switchyard.yaml'),
    file('build, 019b76da-a800-7000-8000-000000000001'),
  );
  const window = await suite.openWindow();
  await window.signIn(switchyard.url, switchyard.token);
  await window.statusItem().filter({ hasNotText: 'Sign In' }).waitFor();
  await window.page.getByRole('treeitem', { name: 'docs.switchyard.yaml' }).dblclick();
  const submit = window.page.locator('.codelens-decoration a', { hasText: 'Submit 2 Tasks' });
  await submit.click();
  await window.notification("Couldn't submit the task file").waitFor();
  await window.page.locator('.squiggly-error').first().waitFor();
  await window.picture('refused');
  expect((await switchyard.api.list()).items).toEqual([]);

  await writeFile(join(editor.workspace, 'docs.switchyard.yaml'), file('build'));
  await window.page.locator('.squiggly-error').waitFor({ state: 'detached' });
  await submit.click();
  await window.notification('Submitted from the file: build the docs and 1 more').waitFor();
  await window.picture('submitted');
  await eventually(
    async () => {
      const { items } = await switchyard.api.list();
      expect(items.map(({ name, status }) => [name, status]).sort()).toEqual([
        ['build the docs', 'success'],
        ['publish the docs', 'success'],
      ]);
    },
    { timeoutMs: 20_000 },
  );
});
