import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor();
const patient = { timeoutMs: 20_000 };
const FAILS = 'process.exit(3)';
const IDLE = 'setInterval(() => {}, 1000)';

test('several rows are changed, cancelled and tried again together; groups and tooltips tell how tasks stand', async () => {
  const { api, url, token } = suite.switchyard;
  const window = await suite.openWindow();
  const { page } = window;
  await window.showTasks();
  await window.signIn(url, token);
  const later = await Promise.all(
    ['north', 'east', 'south'].map((name) => api.submit({ name, script: '', delay_seconds: 3600 })),
  );
  const failing = await Promise.all(['first', 'second'].map((name) => api.submit({ name, script: FAILS })));
  for (const { id } of failing) await api.reaches(id, 'failure');
  const child = await api.submit({ name: 'child', script: '', depends_on: [later[0]?.id ?? ''] });

  const select = async (...names: string[]) => {
    for (const [index, name] of names.entries())
      await window.taskRow(name).click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
  };
  await window.taskRow('south').waitFor();
  await select('north', 'east');
  await window.fromMenu(window.taskRow('east'), 'Change Priority');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'the highest' }).click();
  for (const { id } of later.slice(0, 2))
    await eventually(async () => expect((await api.task(id)).priority).toBe(10), patient);
  expect((await api.task(later[2]?.id ?? '')).priority).toBe(5);
  await window.picture('priority');

  await eventually(async () => {
    // A row that is drawn anew in this moment opens no tooltip before the pointer comes again.
    await page.mouse.move(700, 500);
    await window.taskRow('child').hover();
    await page.locator('.monaco-hover', { hasText: 'waits for north' }).waitFor({ timeout: 2000 });
  }, patient);
  await window.picture('why-it-waits');
  await page.mouse.move(700, 500);
  await window.taskRow('child').locator('.monaco-tl-twistie').click();
  await page
    .locator('.pane [role="treeitem"][aria-level="3"]', { hasText: 'has to succeed before' })
    .waitFor();

  await select('north', 'east', 'south');
  await window.fromMenu(window.taskRow('south'), 'Cancel Task');
  for (const { id } of later) await api.reaches(id, 'revoked');
  await window.picture('cancelled');

  await window.expand(/^Finished/);
  await eventually(
    async () => {
      // The menu closes without having done anything when the rows are drawn anew in that moment.
      const [task] = await Promise.all(failing.map(({ id }) => api.task(id)));
      if (task?.runs.length === 1) {
        await select('first', 'second');
        await window.fromMenu(window.taskRow('second'), 'Retry Task');
      }
      for (const { id } of failing) expect((await api.task(id)).runs.length).toBe(2);
    },
    { ...patient, intervalMs: 3000 },
  );

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await window.fromMenu(window.taskRow('child'), 'Copy Task Id');
  await eventually(
    async () => expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(child.id),
    patient,
  );

  for (const [grouping, group] of [
    ['Project', 'default'],
    ['Queue', 'normal'],
    ['Status', 'Cancelled'],
    ['User', 'admin'],
  ] as const) {
    await window.command('Switchyard: Group Tasks By');
    await window.pick('Group tasks by', grouping);
    await window.row(new RegExp(`^${group}`)).waitFor();
  }
  await window.picture('by-user');
});

test('a row’s buttons and the buttons above the tree do what they say', async () => {
  const { api, url, token } = suite.switchyard;
  const window = await suite.openWindow();
  const { page } = window;
  await window.showTasks();
  await window.signIn(url, token);
  const task = await api.submit({ name: 'runs on', script: IDLE });
  await api.reaches(task.id, 'running');
  await window.pressIn(window.taskRow('runs on'), 'Pause Task');
  await api.reaches(task.id, 'paused');
  await window.pressIn(window.taskRow('runs on'), 'Resume Task');
  await api.reaches(task.id, 'running');

  await page.getByRole('button', { name: 'Filter Tasks' }).first().click();
  await window.answer('A part of the name', 'status:running');
  await window.view('Tasks').getByText('Filter: status:running').waitFor();
  await page.getByRole('button', { name: 'Clear Filter' }).first().click();
  await window.view('Tasks').getByText('Filter: status:running').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Refresh Tasks' }).first().click();
  expect(await page.locator('.notification-toast').count()).toBe(0);

  await window.pressIn(window.taskRow('runs on'), 'Cancel Task');
  await window.dialog('Its processes will be ended').getByRole('button', { name: 'Keep Running' }).click();
  expect((await api.task(task.id)).status).toBe('running');
  await window.pressIn(window.taskRow('runs on'), 'Cancel Task');
  await window.dialog('Its processes').getByRole('button', { name: 'Cancel Task' }).click();
  await api.reaches(task.id, 'revoked');
  await window.picture('cancelled');
});
