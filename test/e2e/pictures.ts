/** Makes the pictures of the documentation from the running product: `npm run pictures`. Look at them afterwards. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startClaudeServer } from '../support/claudeServer.ts';
import { REPOSITORY } from '../support/vscodeHost/prepareHost.ts';
import { type EditorSuite, type EditorWindow, useEditor } from './editorTest.ts';

const FOLDER = join(REPOSITORY, 'docs/images');
const BYTES_MAX = 150_000;

const looks = [
  { look: 'light', theme: 'Default Light Modern' },
  { look: 'dark', theme: 'Default Dark Modern' },
  { look: 'high-contrast', theme: 'Default High Contrast' },
];

/** Prints like a run of tests, and then waits. */
const TESTS = `
  const files = ['signals', 'points', 'tracks', 'timetable', 'shunting', 'freight', 'couplings'];
  files.forEach((file, n) => {
    console.log('\\x1b[32m ✓\\x1b[0m src/' + file + '/' + file + '.test.ts (' + (n * 7 % 19 + 1) + ' tests) ' + (n * 37 % 400 + 12) + ' ms');
  });
  console.log('\\x1b[31m ✗\\x1b[0m src/signals/distant.test.ts:41:7 expected green, and it is yellow');
  setInterval(() => {}, 1000);`;
const IDLE = 'setInterval(() => {}, 1000)';
const CLEAN_UP = 'rm -rf build && npm ci && npm run build';

const FILE = `# Build and test together, and a nightly report.
tasks:
  - ref: build
    name: build
    project_id: default
    command: make
  - name: test
    project_id: default
    command: make
    args: [check]
    priority: 8
    depends_on: [build, lint]
schedules:
  - name: nightly report
    cron: 30 2 * * 1-5
    timezone: Europe/Berlin
    project_id: default
    task: { name: nightly report, command: make, args: [report] }
`;

describe.each(looks)('$look', ({ look, theme }) => {
  const suite = useEditor({
    server: startClaudeServer,
    settings: { 'workbench.colorTheme': theme, 'editor.minimap.enabled': false },
  });

  test('pictures', async () => {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(join(suite.editor.workspace, 'nightly.switchyard.yaml'), FILE);
    const window = await suite.openWindow();
    const { page } = window;
    await window.showTasks();
    await save(window, `sign-in-${look}`);
    await window.signIn(suite.switchyard.url, suite.switchyard.token);
    await submitScene(suite);
    await page.getByText('Signed in to').waitFor({ state: 'detached' });

    await window.row('rm -rf build').hover();
    await window.row('rm -rf build').getByRole('button', { name: 'Open Question as Document' }).click();
    await window.editorText().getByText(CLEAN_UP).first().waitFor();
    await window.dismissNotifications();
    await save(window, `question-${look}`);

    await window.command('Switchyard: Send a Message to Claude');
    await pick(window, 'Send a message to which task', 'tidy up the build');
    await page.locator('.quick-input-widget:visible', { hasText: 'Claude reads it' }).waitFor();
    await window.input().fill('Keep the source maps of the last build.');
    await save(window, `message-${look}`);
    await page.keyboard.press('Escape');

    await window.row(/^Finished/).click();
    await window.taskRow('build the docs').waitFor();
    await window.taskRow('npm test').click();
    await window.editorText().locator('[class*="ced-"]', { hasText: '✗' }).waitFor();
    await page.mouse.move(900, 780);
    await save(window, `tasks-${look}`);

    await window.command('Switchyard: Submit with Options');
    await pick(window, 'Submit what', 'Command');
    await window.answer('It runs in', 'npm run build -- --production');
    await page.getByPlaceholder('Enter submits').waitFor();
    await save(window, `submit-${look}`);
    await page.keyboard.press('Escape');

    await window.command('Explorer: Focus on Folders View');
    await page.getByRole('treeitem', { name: 'nightly.switchyard.yaml' }).dblclick();
    await page.locator('.squiggly-error').first().waitFor();
    await page.locator('.codelens-decoration a', { hasText: 'Schedule This' }).waitFor();
    await page.locator('.view-line', { hasText: '30 2 * * 1-5' }).getByText('30 2').hover();
    await page.getByText('Next times:').waitFor();
    await save(window, `task-file-${look}`);

    await window.command('Switchyard: Open Dashboard');
    const dashboard = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await dashboard.locator('.uplot canvas').first().waitFor();
    // Not before: a page that appears takes the focus, and the list of commands closes.
    await window.command('View: Close Primary Side Bar');
    await save(window, `dashboard-${look}`);
  });
});

/** Chooses in the list whose placeholder says `about`. */
async function pick({ page }: EditorWindow, about: string, choice: string): Promise<void> {
  await page.getByPlaceholder(about).waitFor();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: choice }).first().click();
}

/** Tasks of each group, as a team may have them. */
async function submitScene({ switchyard: { api }, editor: { workspace } }: EditorSuite): Promise<void> {
  const ended = [
    await api.submit({ name: 'build the docs', script: '' }),
    await api.submit({ name: 'npm run lint', script: 'process.exit(2)' }),
  ];
  await api.reaches(ended[0]?.id ?? '', 'success');
  await api.reaches(ended[1]?.id ?? '', 'failure');
  const schedule = { name: 'nightly report', cron: '30 2 * * 1-5', timezone: 'Europe/Berlin' };
  const task = { name: 'report', command: 'true' };
  await api.request('POST', '/schedules', { ...schedule, project_id: 'default', task });
  const prompt = `SCENARIO:bash:${encodeURIComponent(CLEAN_UP)}`;
  const asking = await api.submit({
    name: 'tidy up the build',
    kind: 'claude',
    working_dir: workspace,
    context: { prompt },
  });
  await api.reaches(asking.id, 'waiting_confirmation');
  const tests = await api.submit({ name: 'npm test', script: TESTS });
  await api.reaches(tests.id, 'running');
  await api.submit({ name: 'migrate the database', script: IDLE });
  await api.submit({ name: 'nightly report', script: '', delay_seconds: 7200 });
  await api.submit({ name: 'deploy to staging', script: '', priority: 8 });
}

async function save(window: EditorWindow, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await window.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  expect((await stat(path)).size).toBeLessThan(BYTES_MAX);
}
