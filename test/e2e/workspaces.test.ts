import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor({
  settings: {
    'security.workspace.trust.enabled': true,
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.untrustedFiles': 'open',
    // Else the page about trust covers the window, and takes its keys.
    'workbench.editor.useModal': 'off',
  },
});
const patient = { timeoutMs: 20_000 };
const folder = (name: string) => join(suite.editor.workspace, name);
/** The same server by another name: to the editor, another one, to which nobody has signed in. */
const otherName = () => suite.switchyard.url.replace('127.0.0.1', 'localhost');
const workspaceFile = () => folder('line.code-workspace');

beforeAll(async () => {
  await Promise.all(['north', 'south/.vscode'].map((name) => mkdir(folder(name), { recursive: true })));
  const command = `${process.execPath} -e "console.log('by a task')"`;
  const tasks = [{ type: 'switchyard', label: 'of the south', command, problemMatcher: [] }];
  await writeFile(folder('south/.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
  const settings = { 'switchyard.url': otherName(), 'switchyard.project': 'branch-line' };
  const folders = [{ uri: 'nowhere:/else', name: 'on no disk' }, { path: 'north' }, { path: 'south' }];
  await writeFile(workspaceFile(), JSON.stringify({ folders, settings }));
});

test('of several folders a task takes the chosen one, of those that are on a disk; a workspace says where to only when it is trusted', async () => {
  const { api, url, token } = suite.switchyard;
  await api.request('POST', '/projects', { id: 'branch-line', folders: ['/'], programs: ['*'] });
  const window = await suite.openWindow(workspaceFile());
  const { page } = window;
  const newest = (text: string) =>
    eventually(async () => {
      const [task] = (await api.list(`text=${encodeURIComponent(text)}`)).items;
      if (!task) throw new Error(`no task ${text} yet`);
      return task;
    }, patient);
  await page.getByText('Restricted Mode').first().waitFor();
  await window.showTasks();
  await window.signIn(url, token);
  await window.view('Tasks').getByText('There are no tasks yet').waitFor();
  await window.command('Switchyard: Submit Command');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'north' }).waitFor();
  expect(await page.locator('.quick-input-list .monaco-list-row').count()).toBe(2);
  await window.pick('In which folder', 'south');
  await window.answer('It runs in', 'echo restricted');
  expect(await newest('restricted')).toMatchObject({ project_id: 'default', working_dir: folder('south') });
  await window.picture('restricted');

  await window.command('Workspaces: Manage Workspace Trust');
  await page
    .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
    .first()
    .click();
  await window.statusItem().filter({ hasText: 'Sign In' }).waitFor();
  await window.picture('trusted');
  await window.signIn(otherName(), token);
  await window.statusItem().filter({ hasNotText: 'Sign In' }).waitFor();
  await window.input().waitFor({ state: 'hidden' });
  await window.command('Tasks: Run Task');
  await window.pick('Select the task to run', 'of the south');
  expect(await newest('by a task')).toMatchObject({
    project_id: 'branch-line',
    working_dir: folder('south'),
  });
  await window.picture('task');
});
