import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor({ settings: { 'workbench.colorTheme': 'Default Dark Modern' } });

test('a task file is submitted by its lens, and what the server refuses is shown in it', async () => {
  const { switchyard, editor } = suite;
  const file = (folder: string) => `tasks:
  - ref: build
    name: build the docs
    project_id: default
    command: "true"
  - name: publish the docs
    project_id: default
    command: "true"
    working_dir: ${folder}
    depends_on: [build]
`;
  await writeFile(join(editor.workspace, 'docs.switchyard.yaml'), file('/no/such/folder'));
  const window = await suite.openWindow();
  await window.signIn(switchyard.url, switchyard.token);
  await window.notification('Signed in to').waitFor();
  await window.page.getByRole('treeitem', { name: 'docs.switchyard.yaml' }).dblclick();
  const submit = window.page.locator('.codelens-decoration a', { hasText: 'Submit 2 Tasks' });
  await submit.click();
  await window.notification("Couldn't submit the task file").waitFor();
  await window.page.locator('.squiggly-error').first().waitFor();
  await window.picture('refused');
  expect((await switchyard.api.list()).items).toEqual([]);

  await writeFile(join(editor.workspace, 'docs.switchyard.yaml'), file(editor.workspace));
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
