import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type EditorWindow, useEditor } from './editorTest.ts';

const suite = useEditor({
  settings: {
    'workbench.colorTheme': 'Default Dark Modern',
    // It lies over the lines that are clicked.
    'editor.stickyScroll.enabled': false,
  },
});

/** Opens a file of the workspace in a window that is signed in. */
async function openFile(name: string, text: string): Promise<EditorWindow> {
  const { switchyard, editor } = suite;
  await writeFile(join(editor.workspace, name), text);
  const window = await suite.openWindow();
  await window.signIn(switchyard.url, switchyard.token);
  await window.statusItem().filter({ hasNotText: 'Sign In' }).waitFor();
  await window.page.getByRole('treeitem', { name }).dblclick();
  return window;
}

test('a task file completes projects and values, and tells when a schedule next runs', async () => {
  const window = await openFile(
    'nightly.switchyard.yaml',
    `schedules:
  - name: nightly
    cron: 30 2 * * 1-5
    timezone: Europe/Berlin
    project_id: nowhere
    task: { name: report, command: make }
`,
  );
  const { page } = window;
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.view-line', { hasText: 'nowhere' }).getByText('nowhere').dblclick();
  await page.keyboard.press('Delete');
  await window.command('Trigger Suggest');
  await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'default' }).waitFor();
  await window.picture('completion');
  await page.keyboard.press('Enter');
  await page.locator('.squiggly-error').waitFor({ state: 'detached' });

  await page.locator('.view-line', { hasText: 'cron:' }).getByText('30').first().hover();
  const hover = page.locator('.monaco-hover:visible', { hasText: 'Next times:' }).first();
  expect(await hover.textContent()).toMatch(
    /At 02:30, Monday through Friday \(Europe\/Berlin\)\..*Next times:.* at 02:30/s,
  );
  await window.picture('hover');
});

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
  const window = await openFile('docs.switchyard.yaml', file('build, 019b76da-a800-7000-8000-000000000001'));
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

test('a project that is made while a task file is open is known when the file is submitted', async () => {
  const { api } = suite.switchyard;
  const task = '  - name: on the branch\n    project_id: branch-line\n    command: "true"\n';
  const window = await openFile('branch.switchyard.yaml', `tasks:\n${task}`);
  await window.page.locator('.squiggly-error').first().waitFor();
  await api.request('POST', '/projects', { id: 'branch-line', folders: ['/'], programs: ['*'] });
  await window.page.locator('.codelens-decoration a', { hasText: 'Submit the Task' }).click();
  await window.notification('Submitted from the file: on the branch').waitFor();
  await window.page.locator('.squiggly-error').waitFor({ state: 'detached' });
});
