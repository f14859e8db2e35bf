import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startClaudeServer } from '../support/claudeServer.ts';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor({ server: startClaudeServer, settings: { 'git.enabled': true } });
const patient = { timeoutMs: 20_000 };
const BY_SELECTION = 'SCENARIO:plain:from a selection';
const BY_FILE = `${BY_SELECTION}\nand the rest of the file\n`;

const git = (...args: string[]) =>
  execFileSync('git', ['-C', suite.editor.workspace, ...args], { encoding: 'utf8' }).trim();

beforeAll(() => {
  writeFileSync(join(suite.editor.workspace, 'prompt.md'), BY_FILE);
  git('init', '-q', '-b', 'topic');
  git('add', '.');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@ship.example', 'commit', '-q', '-m', 'A prompt');
  git('remote', 'add', 'origin', 'https://ada:secret@git.example/railway.git');
});

test('tasks are submitted from where the work is, with where it stands in git', async () => {
  const { api, url, token } = suite.switchyard;
  const window = await suite.openWindow();
  const { page } = window;
  const newest = async (name: string) => {
    const task = await eventually(async () => {
      const found = (await api.list(`text=${encodeURIComponent(name)}`)).items[0];
      if (!found) throw new Error(`no task ${name} yet`);
      return found;
    }, patient);
    return api.task(task.id);
  };
  /** By keyboard: the rows of a form that has just come may still move. */
  const chooseCommand = async () => {
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Working folder' }).waitFor();
    await window.input().fill('Command');
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Command' }).waitFor();
    await page.keyboard.press('Enter');
  };
  await window.showTasks();
  await window.signIn(url, token);
  await window.view('Tasks').getByText('There are no tasks yet').waitFor();

  await page.getByRole('button', { name: 'Submit Command' }).first().click();
  await window.answer('It runs in', 'echo "by the button"');
  const inGit = {
    remote: 'https://git.example/railway.git',
    branch: 'topic',
    commit: git('rev-parse', 'HEAD'),
  };
  const byButton = await newest('by the button');
  expect(byButton).toMatchObject({ command: 'echo', args: ['by the button'], context: { git: inGit } });
  expect(byButton.working_dir).toBe(suite.editor.workspace);

  await window.command('Switchyard: Submit Claude Prompt');
  await window.answer('What is Claude to do', 'SCENARIO:plain:by hand');
  expect(await newest('by hand')).toMatchObject({ kind: 'claude', context: { git: inGit } });

  await window.command('Explorer: Focus on Folders View');
  const file = page.getByRole('treeitem', { name: 'prompt.md' });
  await file.dblclick();
  await window.editorText().getByText('from a selection').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await window.fromMenu(
    window.editorText().getByText('from a selection'),
    'Submit Selection or File as Prompt',
  );
  await window.pick('Enter submits', 'Submit');
  const bySelection = await newest('from a selection');
  expect(bySelection.context).toEqual({ git: inGit, file: 'prompt.md', prompt: BY_SELECTION });

  await window.fromMenu(file, 'Submit Selection or File as Prompt');
  await window.pick('Enter submits', 'Priority');
  await window.pick('Priority', '9');
  await window.pick('Enter submits', 'Starts');
  await window.answer('After how long?', '2 h');
  await window.pick('Enter submits', 'Runs after');
  await window.check('It runs when all', 'from a selection');
  await page.keyboard.press('Enter');
  await window.pick('Enter submits', 'Tags');
  await window.answer('Such as env=prod', 'area=web');
  await window.pick('Enter submits', 'Timeout');
  await window.answer('Running time', '30 min');
  await window.pick('Enter submits', 'Retries');
  await window.answer('How often it is tried again', '1');
  await window.picture('form');
  await window.pick('Enter submits', 'Submit');
  const { items } = await eventually(async () => {
    const found = await api.list('tag=area:web');
    expect(found.items).toHaveLength(1);
    return found;
  }, patient);
  expect(items[0]).toMatchObject({
    priority: 9,
    timeout: 1800,
    max_retries: 1,
    depends_on: [bySelection.id],
    blocked_on: { reason: expect.stringMatching(/schedule|dependency/) },
    context: { prompt: readFileSync(join(suite.editor.workspace, 'prompt.md'), 'utf8') },
  });

  await window.command('Switchyard: Submit a Recent Task Again');
  await window.pick('Submit which one again?', 'by the button');
  await window.pick('Enter submits', 'Submit');
  await eventually(async () => expect((await api.list('text=by%20the%20button')).total).toBe(2), patient);

  await window.showTasks();
  await window.expand(/^Finished/);
  await window.fromMenu(window.taskRow('echo').first(), 'Rerun with Changes');
  await chooseCommand();
  await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: 'Command' }).waitFor();
  await window.input().fill('echo "changed a little"');
  await page.keyboard.press('Enter');
  const command = page.locator('.quick-input-list .monaco-list-row', { hasText: 'changed a little' });
  await command.first().waitFor();
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Submit' }).waitFor();
  await page.keyboard.press('Enter');
  expect(await newest('changed a little')).toMatchObject({ command: 'echo', args: ['changed a little'] });
  await window.picture('rerun');

  const lines = await api.submit({ name: 'of lines', command: 'printf', args: ['one\ntwo\n'] });
  await api.reaches(lines.id, 'success');
  await window.fromMenu(window.taskRow('of lines'), 'Rerun with Changes');
  await chooseCommand();
  await window.editorText().getByText('two').click();
  await page.keyboard.press('End');
  await page.keyboard.insertText(' and three');
  await window.picture('as-file');
  await page.locator('.codelens-decoration a', { hasText: 'Submit the Task' }).click();
  await window.notification('Submitted from the file: of lines').waitFor();
  const { items: both } = await api.list('text=of%20lines');
  expect(both.map(({ args }) => args)).toEqual([['one\ntwo and three\n'], ['one\ntwo\n']]);
});
