import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type EditorWindow, useEditor } from './editorTest.ts';

const themes = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'];

/** The page within VS Code's two frames around it. */
const pageOf = (window: EditorWindow): FrameLocator =>
  window.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');

describe('the dashboard', () => {
  const suite = useEditor();

  /** For windows that are opened from now on. */
  const useTheme = async (theme: string) => {
    const file = join(suite.editor.root, 'data/User/settings.json');
    const settings = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...settings, 'workbench.colorTheme': theme }));
  };

  beforeAll(async () => {
    const { api } = suite.switchyard;
    const failed = await api.submit({ name: 'npm run lint', script: 'process.exit(2)' });
    const unbroken = await api.submit({ name: 'unbroken-'.repeat(20), script: 'process.exit(2)' });
    const succeeded = await api.submit({ name: 'build the docs', script: '' });
    const task = { name: 'report', command: 'true' };
    const schedule = { name: 'nightly report', cron: '30 2 * * 1-5', timezone: 'Europe/Berlin', task };
    await api.request('POST', '/schedules', { ...schedule, project_id: 'default' });
    await api.reaches(failed.id, 'failure');
    await api.reaches(unbroken.id, 'failure');
    await api.reaches(succeeded.id, 'success');
  });

  test.each(themes)('shows figures, schedules and dead letters in %s', async (theme) => {
    await useTheme(theme);
    const window = await suite.openWindow();
    await window.signIn(suite.switchyard.url, suite.switchyard.token);
    await window.statusItem().filter({ hasNotText: 'Sign In' }).waitFor();
    await window.command('Switchyard: Open Dashboard');
    const page = pageOf(window);
    await page.getByText('2 failed, 0 cancelled').waitFor();
    const deadLetters = page.getByRole('region', { name: 'Dead letters' });
    await deadLetters.getByText('npm run lint').waitFor();
    const cutOff = () => deadLetters.locator('.scroll').evaluate((box) => box.scrollWidth - box.clientWidth);
    expect(await cutOff()).toBe(0);
    const words = 'At 02:30, Monday through Friday (Europe/Berlin)';
    await page.getByRole('region', { name: 'Schedules' }).getByText(words).waitFor();
    await page.locator('.uplot canvas').first().waitFor();
    await window.picture(`dashboard-${theme}`);
    await page.getByRole('button', { name: 'Retry npm run lint' }).focus();
    await window.picture(`dead-letters-${theme}`);
    await window.page.setViewportSize({ width: 640, height: 900 });
    const overflow = () => page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    await eventually(async () => expect(await overflow()).toBe(0));
    await window.picture(`narrow-${theme}`);
  });

  test('tries a dead letter again by the keyboard, and comes back after a reload as it was left', async () => {
    const { api, url, token } = suite.switchyard;
    const window = await suite.openWindow();
    await window.signIn(url, token);
    await window.statusItem().filter({ hasNotText: 'Sign In' }).waitFor();
    await window.command('Switchyard: Open Dashboard');
    const page = pageOf(window);
    await page.getByRole('combobox', { name: 'Period of the charts' }).click();
    await page.getByRole('option', { name: '30 days' }).click();
    await page.getByText('in 30 days', { exact: true }).waitFor();
    await window.command('File: New Untitled Text File');
    await window.tab('Untitled-1').waitFor();
    await window.tab('Switchyard').click();
    await page.getByText('in 30 days', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Retry npm run lint' }).focus();
    await window.page.keyboard.press('Enter');
    await window.notification('Tried again: 1').waitFor();
    await window.picture('retried');
    const [task] = (await api.list('text=lint')).items;
    await eventually(async () => expect((await api.task(task?.id ?? '')).runs.length).toBeGreaterThan(1), {
      timeoutMs: 15_000,
    });

    await window.command('Developer: Reload Window');
    await window.page.waitForEvent('load');
    await window.statusItem().waitFor();
    await pageOf(window).getByText('in 30 days', { exact: true }).waitFor({ timeout: 30_000 });
    await window.picture('reloaded');
  });
});
