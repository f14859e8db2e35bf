import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { connectionOptions } from '../../server/store/connectionOptions.ts';
import { copyTask } from '../bench/waitingTasks.ts';
import { useEditor } from './editorTest.ts';

// Nothing runs, so that they all wait.
const suite = useEditor({ roles: 'api' });
const TASKS = 10_000;

test('of ten thousand tasks the tree shows the first, and more when they are asked for', async () => {
  const { api, stores, url, token } = suite.switchyard;
  const template = await api.submit({ name: 'the first of all', script: '' });
  const connection = await createConnection(connectionOptions(stores.databaseUrl));
  await copyTask(connection, template.id, TASKS - 1);
  await connection.end();
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(url, token);
  const begun = performance.now();
  await window.row(/^Waiting/).waitFor();
  await window.taskRow('task number').waitFor();
  console.log(
    `first rows of ${TASKS} tasks ${(performance.now() - begun).toFixed(0)} ms after the token was given`,
  );
  expect(await window.statusItem().textContent()).toMatch(/\d{4,}/);

  await window.showTasks();
  await window.page.keyboard.press('End');
  const more = window.row(/9,?500/);
  await more.waitFor();
  await window.picture('first-page');
  await more.click();
  await more.waitFor({ state: 'detached' });
  await window.showTasks();
  await window.page.keyboard.press('End');
  await window.row(/9,?000/).waitFor();
  await window.picture('next-page');
});
