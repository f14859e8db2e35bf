import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CreatedToken } from '../../shared/token.ts';
import { eventually } from '../support/eventually.ts';
import { serverOfVersion } from '../support/otherVersion.ts';
import { switchyardForTest } from '../support/startSwitchyard.ts';
import { type EditorWindow, useEditor } from './editorTest.ts';

// The API alone is restarted; what runs goes on.
const suite = useEditor({ roles: 'api' });
const patient = { timeoutMs: 30_000 };

beforeAll(async () => {
  await suite.switchyard.start('dispatcher,scheduler,worker');
});

const status = (window: EditorWindow, text: RegExp) =>
  eventually(async () => expect(await window.statusItem().textContent()).toMatch(text), patient);
const connected = /^\s*Switchyard(\s+\d+)*\s*$/;

test('a token that is revoked is told; nothing that is shown is lost, and another token goes on with it', async () => {
  const { api, url } = suite.switchyard;
  const made = await api.request<CreatedToken>('POST', '/tokens', { name: 'laptop' });
  const goFile = join(suite.editor.root, 'go-on');
  const script = `console.log('before'); const timer = setInterval(() => {
    if (require('fs').existsSync('${goFile}')) { console.log('after'); clearInterval(timer); }
  }, 20)`;
  const window = await suite.openWindow();
  await window.showTasks();
  await window.view('Tasks').getByText('Sign in to a Switchyard server').waitFor();
  await window.picture('signed-out');
  await window.signIn(url, made.body.token);
  await status(window, connected);
  await window
    .view('Tasks')
    .getByText(/no tasks/i)
    .waitFor();
  await window.picture('no-tasks');
  const { id } = await api.submit({ name: 'keeper', script });
  await window.taskRow('keeper').click();
  await window.editorText().getByText('before').waitFor();
  await window.command('Switchyard: Filter Tasks');
  await window.answer('A part of the name', 'keep');
  await window.view('Tasks').getByText('Filter: keep').waitFor();

  await api.request('DELETE', `/tokens/${made.body.id}`);
  await status(window, /token refused/);
  await window.notification('The server refuses your token: The token was revoked.').waitFor();
  await window.view('Tasks').getByText('What you see is as it was before.').waitFor();
  await window.taskRow('keeper').waitFor();
  await window.editorText().getByText('before').waitFor();
  await window.picture('revoked');

  await writeFile(goFile, '');
  await window.signIn(url, suite.switchyard.token);
  await status(window, connected);
  await window.editorText().getByText('after').waitFor();
  await window.view('Tasks').getByText('Filter: keep').waitFor();
  await api.reaches(id, 'success');
  await window.row(/^Finished/).waitFor();
  await window.picture('other-token');
});

test('a server that comes back as another version is told, and goes on being used without a reload', async () => {
  const { switchyard } = suite;
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);
  await status(window, connected);
  const before = await switchyard.api.submit({ name: 'begun before', script: 'setInterval(() => {}, 1000)' });
  await window.taskRow('begun before').waitFor();

  await switchyard.first.stop();
  await status(window, /away/);
  const copy = mkdtempSync(join(suite.editor.root, 'newer-'));
  const port = new URL(switchyard.url).port;
  const newer = await switchyard.start('api', { SWITCHYARD_PORT: port }, serverOfVersion('0.2.0', copy));
  await window
    .notification('The Switchyard server is of version 0.2.0, this extension of 0.1.0')
    .waitFor({ timeout: 30_000 });
  await status(window, /Switchyard\s+\d/);
  await window.picture('newer');
  await newer.api.cancel(before.id);
  await newer.api.reaches(before.id, 'revoked');
  await eventually(async () => expect(await window.row(/^Running/).count()).toBe(0), patient);

  await window.command('Switchyard: Doctor');
  await window.page
    .locator('.quick-input-list', { hasText: 'is of version 0.2.0, this extension of 0.1.0' })
    .waitFor();
  await window.picture('doctor');
});

test('several servers: each is an account, one is used, and signing out leaves nothing behind', async () => {
  const other = await switchyardForTest({ roles: 'api' });
  await other.api.submit({ name: 'elsewhere', script: '' });
  const own = suite.switchyard;
  const window = await suite.openWindow();
  const { page } = window;
  await window.showTasks();
  await window.signIn(own.url, own.token);
  await status(window, connected);
  await window.signIn(other.url, other.token);
  await window.taskRow('elsewhere').waitFor();
  await window.taskRow('elsewhere').click();
  await window.editorText().getByText('The task is waiting').waitFor();

  await page.getByRole('button', { name: 'Accounts' }).first().click();
  for (const { url } of [own, other]) await page.getByText(`${new URL(url).host} (Switchyard)`).waitFor();
  await window.picture('accounts');
  await page.keyboard.press('Escape');

  await window.command('Switchyard: Filter Tasks');
  await window.answer('A part of the name', 'elsewhere');
  await window.view('Tasks').getByText('Filter: elsewhere').waitFor();
  await window.command('Switchyard: Switch Server');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: own.url }).click();
  await window.taskRow('elsewhere').waitFor({ state: 'detached' });
  await window.command('Switchyard: Clear Filter');
  await window.row(/^Finished/).waitFor();
  await window.command('Switchyard: Switch Server');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: other.url }).click();
  await window.taskRow('elsewhere').waitFor();

  await window.command('Switchyard: Sign Out');
  await window.view('Tasks').getByText('Sign in to a Switchyard server').waitFor();
  await window.editorText().getByText('Sign in to a Switchyard server to read this log.').waitFor();
  await status(window, /Sign In/);
  await window.picture('signed-out');
});

test('the walkthrough leads from nothing to a first task', async () => {
  const { url, token, api } = suite.switchyard;
  const window = await suite.openWindow();
  const { page } = window;
  const step = (title: string) => page.locator('.getting-started-step', { hasText: title });
  const done = (title: string) => step(title).locator('.codicon-getting-started-step-checked').first();
  await window.command('Welcome: Open Walkthrough');
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'Get started with Switchyard' })
    .click();
  await step('Start a server').waitFor();
  await step('Sign in').click();
  await window.picture('walkthrough');
  await step('Sign in').locator('.monaco-button', { hasText: 'Sign In' }).click();
  await window.answer('The address of the Switchyard server', url);
  await window.answer('A token for', token);
  await done('Sign in').waitFor();
  await done('Start a server').waitFor();

  await step('Submit a task').click();
  await step('Submit a task').locator('.monaco-button', { hasText: 'Submit Command' }).click();
  await window.answer('It runs in', `${process.execPath} -e 0`);
  await done('Submit a task').waitFor();
  await eventually(async () => expect((await api.list('text=-e')).items).not.toEqual([]), patient);
  await window.picture('submitted');
});
