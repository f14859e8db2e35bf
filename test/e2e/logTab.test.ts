import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor();

/** Longer than a tab shows at first, with one line to look for far above. */
const script = `
  for (let n = 1; n <= 30000; n++) console.log(n === 9000 ? 'here is the needle' : 'straw ' + n);`;

test('a log is searched as a whole, shown with its times, and there again after a reload', async () => {
  const { switchyard } = suite;
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);
  const { id } = await switchyard.api.submit({ name: 'a haystack', script });
  await switchyard.api.reaches(id, 'success');
  await window.row(/^Finished/).click();
  await window.taskRow('a haystack').click();
  await window.editorText().getByText('straw 30000').waitFor();

  await window.command('Search the Whole Log');
  await window.answer('whole log', 'needle');
  const hit = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'here is the needle' });
  await hit.waitFor();
  await window.picture('hits');
  await hit.click();
  await window.editorText().getByText('here is the needle').waitFor();
  await window.picture('found');
  await eventually(async () => expect(await window.editorText().textContent()).not.toContain('30000'));

  await window.command('Show or Hide Times in Logs');
  await eventually(async () =>
    expect(await window.editorText().textContent()).toMatch(/\d\d:\d\d:\d\d\.\d{3}\sstraw\s\d+/),
  );
  await window.picture('times');

  await window.command('Developer: Reload Window');
  await window.editorText().getByText('straw 30000').waitFor();
  await window.picture('restored');
});
