import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

// Else the terminal's text is a picture.
const suite = useEditor({ settings: { 'terminal.integrated.gpuAcceleration': 'off' } });
const patient = { timeoutMs: 20_000 };
const COMPILE = `${process.execPath} -e "console.log('src/signal.ts:2:7: error: it is yellow'); process.exit(2)"`;
const WAIT = `${process.execPath} -e "console.log('waits now'); setInterval(() => {}, 1000)"`;

beforeAll(async () => {
  const { workspace } = suite.editor;
  await mkdir(join(workspace, '.vscode'));
  await mkdir(join(workspace, 'src'));
  await writeFile(join(workspace, 'src/signal.ts'), 'const aspects = [];\nexport { aspects };\n');
  const problemMatcher = {
    owner: 'railway',
    fileLocation: ['relative', workspace],
    pattern: {
      regexp: '^(.+):(\\d+):(\\d+): (error): (.+)$',
      file: 1,
      line: 2,
      column: 3,
      severity: 4,
      message: 5,
    },
  };
  const tasks = [
    {
      type: 'switchyard',
      label: 'compile',
      command: COMPILE,
      problemMatcher,
      priority: 7,
      tags: { by: 'editor' },
    },
    { type: 'switchyard', label: 'wait', command: WAIT, problemMatcher: [] },
  ];
  await writeFile(join(workspace, '.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
});

test('a task of tasks.json runs on the server; its problems are in the editor, and Ctrl-C or ending its terminal cancels it', async () => {
  const { api, url, token } = suite.switchyard;
  const window = await suite.openWindow();
  const { page } = window;
  await window.signIn(url, token);
  await window.statusItem().filter({ hasNotText: 'Sign In' }).waitFor();

  await window.command('Tasks: Run Task');
  await window.pick('Select the task to run', 'compile');
  const [compiled] = await eventually(async () => {
    const { items } = await api.list('tag=by:editor&status=failure');
    expect(items).toHaveLength(1);
    return items;
  }, patient);
  expect(compiled).toMatchObject({ priority: 7, max_retries: 0, working_dir: suite.editor.workspace });
  await window.command('Problems: Focus on Problems View');
  await page.getByText('it is yellow').first().waitFor();
  await window.picture('problems');
  expect(await page.getByText('it is yellow').count()).toBe(1);
  await page.getByText('it is yellow').first().dblclick();
  await window.editorText().getByText('aspects').first().waitFor();

  await window.command('Tasks: Run Task');
  await window.pick('Select the task to run', 'wait');
  const running = () =>
    eventually(async () => {
      const [task] = (await api.list('status=running')).items;
      if (!task) throw new Error('it doesn’t run yet');
      return task;
    }, patient);
  const waiting = await running();
  const terminal = page.locator('.terminal-wrapper.active');
  await terminal.waitFor();
  await window.command('Tasks: Terminate Task');
  const entry = page.locator('.quick-input-list .monaco-list-row', { hasText: 'wait' });
  await entry.first().click();
  await api.reaches(waiting.id, 'revoked');
  await window.picture('terminated');

  await window.command('Tasks: Run Task');
  await window.pick('Select the task to run', 'wait');
  const again = await running();
  await terminal.getByText('waits now').first().waitFor();
  await terminal.click();
  await page.keyboard.press('Control+c');
  await api.reaches(again.id, 'revoked');
  await terminal.getByText('exit code: 1').first().waitFor();
  await window.picture('interrupted');
});
