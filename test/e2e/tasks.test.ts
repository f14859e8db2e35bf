import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor();

test('a person signs in, submits a command, sees it run, follows it, reads its log, and cancels it', async () => {
  const { switchyard } = suite;
  const window = await suite.openWindow();
  await window.statusItem().filter({ hasText: 'Sign In' }).waitFor();
  await window.showTasks();
  await window.picture('signed-out');
  await window.signIn(switchyard.url, switchyard.token);
  await window.view('Tasks').getByText('There are no tasks yet').waitFor();
  await window.picture('signed-in');

  await window.submit(`node -e "let n = 0; setInterval(() => console.log('line', ++n), 100)"`);
  await window.notification('Submitted').waitFor();
  const row = window.taskRow('node -e');
  await row.waitFor();
  await eventually(async () => expect(await row.textContent()).toMatch(/\d+ s$/), { timeoutMs: 15_000 });
  await window.picture('running');
  const [task] = (await switchyard.api.list()).items;
  expect(task?.working_dir).toBe(suite.editor.workspace);

  await window.notification('Submitted').getByRole('button', { name: 'Follow' }).click();
  await window
    .outputText()
    .getByText(/line\s\d+/)
    .first()
    .waitFor();
  await window.picture('followed');

  await row.click();
  await window.tab('.log').waitFor();
  await window
    .editorText()
    .getByText(/line\s\d+/)
    .first()
    .waitFor();
  const shown = await window.editorText().textContent();
  await eventually(async () => expect(await window.editorText().textContent()).not.toBe(shown), {
    timeoutMs: 10_000,
  });
  await window.picture('log');

  await row.hover();
  await row.getByRole('button', { name: 'Cancel Task' }).click();
  await window.dialog('Its processes will be ended').waitFor();
  await window.picture('cancel');
  await window.dialog('Cancel').getByRole('button', { name: 'Cancel Task' }).click();
  await window.row(/^Finished/).waitFor();
  await window.row(/^Finished/).click();
  await eventually(async () => expect(await window.taskRow('node -e').textContent()).toContain('cancelled'), {
    timeoutMs: 15_000,
  });
  await window.picture('cancelled');
});
