import { expect, test } from 'vitest';
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

const suite = useEditor({
  roles: 'api,dispatcher',
  settings: { 'switchyard.notify.questions': false, 'switchyard.notify.failure': true },
});
const patient = { timeoutMs: 20_000 };
const command = (line: string) => ({ ...bash(line), title: `Bash: ${line}` });

test('the keys alone answer what is most urgent, and all that is selected; only what was asked for is told', async () => {
  const { switchyard } = suite;
  const { api } = switchyard;
  await startAskingWorker(switchyard);
  const window = await suite.openWindow();
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
  expect(await window.editorText().textContent()).toMatch(/before\sand\safter/);

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
  await window.dismissNotifications();

  await submitAsking(api, [], { name: 'derailed', max_retries: 0, context: { unstorable: true } });
  await window.notification('derailed: ').waitFor();
  await window.picture('told');
  expect(await page.locator('.notification-toast').count()).toBe(1);
});
