import { expect, test } from 'vitest';
import {
  bash,
  openQuestions,
  replies,
  startAskingWorker,
  submitAsking,
} from '../integration/confirmations/asking.ts';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor({ roles: 'api,dispatcher' });
const patient = { timeoutMs: 20_000 };
const command = (line: string) => ({ ...bash(line), title: `Bash: ${line}` });

test('questions take no focus; several are answered together, one by the keyboard alone', async () => {
  const { switchyard } = suite;
  const { api } = switchyard;
  await startAskingWorker(switchyard);
  const window = await suite.openWindow();
  const { page } = window;
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);
  await window.statusItem().filter({ hasNotText: 'Sign In' }).waitFor();
  await window.command('File: New Untitled Text File');
  await window.tab('Untitled-1').waitFor();
  await page.keyboard.type('written be');
  const asking = await submitAsking(api, [
    command('make north'),
    command('make east'),
    command('make south'),
  ]);
  await openQuestions(api, asking.id, 3);
  await window.view('Needs You').getByText('make south').waitFor();
  await window
    .notification('waits for your answer')
    .or(window.notification('questions wait'))
    .first()
    .waitFor();
  await page.keyboard.type('side it');
  expect(await window.editorText().textContent()).toMatch(/written\sbeside\sit/);
  await window.picture('asked');
  await window.dismissNotifications();

  const row = (text: string) => window.view('Needs You').locator('[role="treeitem"]', { hasText: text });
  await row('make north').click({ modifiers: ['ControlOrMeta'] });
  await row('make east').click({ modifiers: ['ControlOrMeta'] });
  await row('make east').getByRole('button', { name: 'Allow', exact: true }).click();
  await row('make north').waitFor({ state: 'detached' });
  await row('make east').waitFor({ state: 'detached' });

  await window.command('Switchyard: Focus on Needs You View');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await window.dialog('make south').waitFor();
  await window.picture('dialog');
  await window.dialog('make south').getByRole('button', { name: 'Deny' }).focus();
  await page.keyboard.press('Enter');
  await window.answer('Why not?', 'south is closed');
  await api.reaches(asking.id, 'success');
  const given = (await replies(api, asking.id)).map((reply) => JSON.stringify(reply)).sort();
  expect(given.filter((reply) => reply.includes('"allow"'))).toHaveLength(2);
  expect(given.filter((reply) => reply.includes('"deny"')).join()).toContain('south is closed');
  await eventually(async () => expect(await window.statusItem().textContent()).not.toMatch(/\d/), patient);
});
