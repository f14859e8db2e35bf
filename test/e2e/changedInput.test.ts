import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bash, replies, startAskingWorker, submitAsking } from '../integration/confirmations/asking.ts';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor({ roles: 'api,dispatcher' });

test('a command is changed before it is allowed, and a change of a file is shown as the difference', async () => {
  const { switchyard } = suite;
  const { api } = switchyard;
  await startAskingWorker(switchyard);
  const file = join(suite.editor.workspace, 'signal.txt');
  writeFileSync(file, 'track one\nis closed\n');
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);

  const remove = await submitAsking(api, [{ ...bash('rm -rf build'), title: 'Bash: remove the build' }]);
  await window.row('Bash: remove the build').waitFor();
  await window.dismissNotifications();
  await window.command('Switchyard: Allow with Changes');
  await window.input().fill('remove');
  await window.page.keyboard.press('Enter');
  await window.tab('Bash.json').waitFor();
  const { keyboard } = window.page;
  await window.editorText().getByText('rm -rf build').click();
  await keyboard.press('ControlOrMeta+End');
  await keyboard.insertText('stray');
  await window.command('Switchyard: Allow with This Input');
  await window.notification('The input isn’t JSON').waitFor();
  await window.picture('not-json');
  await window.dismissNotifications();
  await window.editorText().getByText('rm -rf build').click();
  await keyboard.press('ControlOrMeta+Z');
  for (const key of ['ControlOrMeta+Home', 'ArrowDown', 'End', 'ArrowLeft']) await keyboard.press(key);
  await keyboard.insertText('/old');
  await window.picture('changed');
  await window.command('File: Save');
  const reloaded = window.page.waitForEvent('load');
  await window.command('Developer: Reload Window');
  await reloaded;
  await window.editorText().getByText('rm -rf build/old').waitFor();
  await window.command('Switchyard: Allow with This Input');
  await api.reaches(remove.id, 'success');
  expect(await replies(api, remove.id)).toEqual([
    { decision: 'allow', updatedInput: { command: 'rm -rf build/old' } },
  ]);
  await window.tab('Bash.json').waitFor({ state: 'detached' });

  const input = { file_path: file, old_string: 'is closed', new_string: 'is open again' };
  const ask = { kind: 'permission' as const, title: 'Edit: signal.txt', detail: '…', tool: 'Edit', input };
  const edit = await submitAsking(api, [ask]);
  await window.row('Edit: signal.txt').waitFor();
  await window.dismissNotifications();
  await window.command('Switchyard: Open Question as Document');
  await window.input().fill('signal');
  await window.page.keyboard.press('Enter');
  await window.tab('signal.txt: as it is').waitFor();
  const difference = window.page.locator('.monaco-diff-editor');
  await eventually(async () => {
    const text = ((await difference.textContent()) ?? '').replaceAll('\u00a0', ' ');
    for (const part of ['track one', 'is closed', 'is open again']) expect(text).toContain(part);
  });
  await window.picture('difference');
  await window.page.locator('.editor-actions').getByRole('button', { name: 'Answer Question' }).click();
  await window.dialog('Edit: signal.txt').getByRole('button', { name: 'Allow', exact: true }).click();
  await api.reaches(edit.id, 'success');
});
