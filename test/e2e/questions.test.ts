import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  answer,
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
/** Opens the same folder with other settings. */
const quietly = () => join(suite.editor.root, 'quietly.code-workspace');

beforeAll(async () => {
  await startAskingWorker(suite.switchyard);
  const settings = {
    'switchyard.notify.questions': false,
    'switchyard.notify.failure': true,
    'switchyard.notify.success': true,
  };
  await writeFile(quietly(), JSON.stringify({ folders: [{ path: suite.editor.workspace }], settings }));
});

test('questions take no focus; several are answered together, one by the keyboard alone', async () => {
  const { switchyard } = suite;
  const { api } = switchyard;
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
  const written = () => window.editorText().textContent();
  await eventually(async () => expect(await written()).toMatch(/written\sbeside\sit/), patient);
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

test('the keys alone answer what is most urgent, all that is selected, and a document’s question; only what was asked for is told', async () => {
  const { switchyard } = suite;
  const { api } = switchyard;
  const window = await suite.openWindow(quietly());
  const { page } = window;
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);
  await window.statusItem().filter({ hasNotText: 'Sign In' }).waitFor();
  const lamps = await submitAsking(
    api,
    [command('light north'), command('light east'), command('light south')],
    { name: 'lamps', confirmation_timeout: 7200 },
  );
  const points = await submitAsking(api, [command('turn points')], {
    name: 'points',
    confirmation_timeout: 600,
  });
  const asked = await openQuestions(api, lamps.id, 3);
  await openQuestions(api, points.id);
  await window.command('File: New Untitled Text File');
  await window.tab('Untitled-1').waitFor();
  await page.keyboard.type('before ');
  await eventually(async () => expect(await window.statusItem().textContent()).toMatch(/\b4\b/), patient);
  expect(await page.locator('.notification-toast').count()).toBe(0);

  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.press('y');
  await window.dialog('Bash: turn points').waitFor();
  await window.dialog('Task: points').waitFor();
  await window.picture('most-urgent');
  await page.keyboard.press('Enter');
  await api.reaches(points.id, 'success');
  await page.keyboard.type('and after');
  const written = () => window.editorText().textContent();
  await eventually(async () => expect(await written()).toMatch(/before\sand\safter/), patient);

  await window.command('Switchyard: Focus on Needs You View');
  await window.view('Needs You').getByText('turn points').waitFor({ state: 'detached' });
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+Enter');
  const together = window.dialog('One answer to 3 questions?');
  await together.waitFor();
  for (const line of ['north', 'east', 'south']) await together.getByText(`light ${line}`).first().waitFor();
  await window.picture('together');
  const east = asked.find(({ detail }) => detail === 'light east');
  await answer(api, east?.id ?? '', { decision: 'deny', reason: 'its lamp is out' });
  await page.keyboard.press('Enter');
  await window.notification('answered already: admin denied it').waitFor();
  await api.reaches(lamps.id, 'success');
  const given = (await replies(api, lamps.id)).map((reply) => JSON.stringify(reply));
  expect(given.filter((reply) => reply.includes('"allow"'))).toHaveLength(2);
  expect(given.filter((reply) => reply.includes('its lamp is out'))).toHaveLength(1);
  await window.notification('lamps: ').waitFor();

  const whistle = await submitAsking(api, [command('blow the whistle')], { name: 'whistle' });
  const asking = window.view('Needs You').locator('[role="treeitem"]', { hasText: 'blow the whistle' });
  await window.pressIn(asking, 'Open Question as Document');
  await window.editorText().getByText('blow the whistle').first().click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await window.dialog('Task: whistle').waitFor();
  await page.keyboard.press('Enter');
  await api.reaches(whistle.id, 'success');
  await window.notification('whistle: ').waitFor();
  await window.dismissNotifications();

  await submitAsking(api, [], { name: 'derailed', max_retries: 0, context: { unstorable: true } });
  await window.notification('derailed: ').waitFor();
  await window.picture('told');
  expect(await page.locator('.notification-toast').count()).toBe(1);
});
