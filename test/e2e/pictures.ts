/** Makes the pictures of the documentation from the running product: `npm run pictures`. Look at them afterwards. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPOSITORY } from '../support/vscodeHost/prepareHost.ts';
import { type EditorSuite, type EditorWindow, useEditor } from './editorTest.ts';

const FOLDER = join(REPOSITORY, 'docs/images');
const BYTES_MAX = 200_000;

const looks = [
  { look: 'light', theme: 'Default Light Modern' },
  { look: 'dark', theme: 'Default Dark Modern' },
];

/** Prints like a run of tests, for as long as the pictures need. */
const TESTS = `
  const files = ['signals', 'points', 'tracks', 'timetable', 'shunting', 'freight', 'couplings'];
  let n = 0;
  const tell = () => {
    const file = files[n++ % files.length];
    console.log(' ✓ src/' + file + '/' + file + n + '.test.ts (' + (n * 7 % 19 + 1) + ' tests) ' + (n * 37 % 400 + 12) + ' ms');
  };
  for (let i = 0; i < 30; i++) tell();
  setInterval(tell, 400);`;
const IDLE = 'setInterval(() => {}, 1000)';

describe.each(looks)('$look', ({ look, theme }) => {
  const suite = useEditor({ settings: { 'workbench.colorTheme': theme, 'editor.minimap.enabled': false } });

  test('pictures', async () => {
    await mkdir(FOLDER, { recursive: true });
    const window = await suite.openWindow();
    await window.showTasks();
    await save(window, `sign-in-${look}`);
    await window.signIn(suite.switchyard.url, suite.switchyard.token);
    await submitScene(suite);
    await window.row(/^Finished/).click();
    await window.taskRow('build the docs').waitFor();
    await window.taskRow('npm test').click();
    await window.editorText().getByText(/tests/).first().waitFor();
    await window.page.mouse.move(900, 780);
    await window.page.getByText('Signed in to').waitFor({ state: 'detached' });
    await save(window, `tasks-${look}`);

    await window.command('Switchyard: Submit Command');
    await window.page.getByText('It runs in').waitFor();
    await window.input().fill('npm run build -- --production');
    await save(window, `submit-${look}`);
    await window.page.keyboard.press('Escape');

    await window.command('Switchyard: Open Dashboard');
    const page = window.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await page.locator('.uplot canvas').first().waitFor();
    // Not before: a page that appears takes the focus, and the list of commands closes.
    await window.command('View: Close Primary Side Bar');
    await save(window, `dashboard-${look}`);
  });
});

/** Tasks of each group, as a team may have them. */
async function submitScene({ switchyard: { api } }: EditorSuite): Promise<void> {
  const ended = [
    await api.submit({ name: 'build the docs', script: '' }),
    await api.submit({ name: 'npm run lint', script: 'process.exit(2)' }),
  ];
  await api.reaches(ended[0]?.id ?? '', 'success');
  await api.reaches(ended[1]?.id ?? '', 'failure');
  const tests = await api.submit({ name: 'npm test', script: TESTS });
  const migration = await api.submit({ name: 'migrate the database', script: IDLE });
  await api.reaches(tests.id, 'running');
  await api.reaches(migration.id, 'running');
  await api.submit({ name: 'nightly report', script: '', delay_seconds: 7200 });
  await api.submit({ name: 'deploy to staging', script: '', priority: 8 });
}

async function save(window: EditorWindow, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await window.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  expect((await stat(path)).size).toBeLessThan(BYTES_MAX);
}
