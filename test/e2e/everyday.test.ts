import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor();
const IDLE = 'setInterval(() => {}, 1000)';
const patient = { timeoutMs: 20_000 };

test('a person filters, groups, pauses, fills in the form, asks the doctor, and runs a task of tasks.json', async () => {
  const { switchyard, editor } = suite;
  const { api } = switchyard;
  await mkdir(join(editor.workspace, '.vscode'), { recursive: true });
  const command = `${process.execPath} -e "console.log('from the server')"`;
  const tasks = [{ type: 'switchyard', label: 'on the server', command, problemMatcher: [] }];
  await writeFile(join(editor.workspace, '.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);
  const deploy = await api.submit({ name: 'deploy', script: IDLE, tags: { env: 'prod' } });
  const nightly = await api.submit({ name: 'nightly', script: IDLE });
  await api.reaches(deploy.id, 'running');
  await window.taskRow('deploy').waitFor();
  await window.taskRow('nightly').waitFor();

  await window.command('Switchyard: Filter Tasks');
  await window.answer('A part of the name', 'tag:env:prod');
  await window.view('Tasks').getByText('Filter: tag:env:prod').waitFor();
  await window.taskRow('nightly').waitFor({ state: 'detached' });
  await window.picture('filtered');
  await window.command('Switchyard: Clear Filter');
  await window.taskRow('nightly').waitFor();

  await window.taskRow('deploy').hover();
  await window.taskRow('deploy').getByRole('button', { name: 'Pause Task' }).click();
  await api.reaches(deploy.id, 'paused');
  await window.row('paused').waitFor();
  await window.command('Switchyard: Resume Task');
  await window.pick('Resume which', 'deploy');
  await api.reaches(deploy.id, 'running');

  await window.command('Switchyard: Group Tasks By');
  await window.pick('Group tasks by', 'Tag');
  await window.row('env:prod').waitFor();
  await window.row('Without a tag').waitFor();
  await window.picture('grouped');

  await window.command('Switchyard: Submit with Options');
  await window.pick('Submit what', 'Command');
  await window.answer('It runs in', `${process.execPath} -e 0`);
  await window.pick('Enter submits', 'Priority');
  await window.pick('Priority', 'the highest');
  await window.picture('form');
  await window.pick('Enter submits', 'Submit');
  await eventually(async () => {
    const { items } = await api.list();
    expect(items.find(({ priority }) => priority === 10)).toMatchObject({ max_retries: 0 });
  }, patient);

  await window.command('Switchyard: Doctor');
  await window.page.getByText('all is well').waitFor();
  await window.picture('doctor');
  await window.page.keyboard.press('Escape');

  // There may be no more than two slots.
  await Promise.all([api.cancel(deploy.id), api.cancel(nightly.id)]);
  await Promise.all([api.reaches(deploy.id, 'revoked'), api.reaches(nightly.id, 'revoked')]);
  await window.command('Tasks: Run Task');
  await window.pick('Select the task to run', 'on the server');
  await eventually(async () => {
    const { items } = await api.list();
    const task = items.find(({ args }) => args.some((arg) => arg.includes('from the server')));
    expect(task).toMatchObject({ status: 'success', working_dir: editor.workspace });
  }, patient);
  await window.picture('terminal');
});
