import { createConnection } from 'mysql2/promise';
import { test } from 'vitest';
import { connectionOptions } from '../../server/store/connectionOptions.ts';
import { copyTask } from '../bench/waitingTasks.ts';
import { eventually } from '../support/eventually.ts';
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
  // At every frame: a locator looks every half second.
  await window.page.waitForFunction(
    () => document.querySelector('.pane')?.parentElement?.textContent?.includes('task number'),
    undefined,
    { polling: 'raf', timeout: 30_000 },
  );
  const firstRowsMs = performance.now() - begun;
  await window.taskRow('task number').waitFor();
  console.log(`first rows of ${TASKS} tasks ${firstRowsMs.toFixed(0)} ms after the token was given`);
  await window
    .statusItem()
    .filter({ hasText: /\d{4,}/ })
    .waitFor();

  /** Until the palette has given the focus back, keys don't reach the tree. */
  const isAtEnd = async (text: RegExp) => {
    await window.page.keyboard.press('End');
    return window.row(text).isVisible();
  };
  await window.showTasks();
  const more = window.row(/9,?500/);
  await eventually(() => isAtEnd(/9,?500/), { timeoutMs: 30_000 });
  await window.picture('first-page');
  await more.click();
  await more.waitFor({ state: 'detached' });
  await window.showTasks();
  await eventually(() => isAtEnd(/9,?000/), { timeoutMs: 30_000 });
  await window.picture('next-page');

  const { items } = await api.list('limit=60');
  await api.submit({ name: 'behind all', script: '', depends_on: items.map(({ id }) => id) });
  await window.command('Switchyard: Filter Tasks');
  await window.answer('A part of the name', 'behind all');
  await window.taskRow('behind all').locator('.monaco-tl-twistie').click();
  await window.showTasks();
  await eventually(() => isAtEnd(/Load more \(10 are not shown/), { timeoutMs: 30_000 });
  await window.row(/Load more \(10/).click();
  await window.row(/Load more \(10/).waitFor({ state: 'detached' });
  await window.picture('dependencies');
});
