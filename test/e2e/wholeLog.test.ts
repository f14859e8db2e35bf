import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClaudeServer } from '../support/claudeServer.ts';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor({ server: startClaudeServer, settings: { 'switchyard.log.lines': 200 } });
const patient = { timeoutMs: 20_000 };

test('a log is brought earlier, saved whole, leads to files, and is read raw', async () => {
  const { switchyard, editor } = suite;
  const { api, url, token } = switchyard;
  await writeFile(join(editor.workspace, 'signal.ts'), 'one\ntwo\nthree\n');
  const window = await suite.openWindow();
  const { page } = window;
  await window.showTasks();
  await window.signIn(url, token);
  const script = `for (let n = 1; n <= 1000; n++) console.log('line ' + n); console.log('signal.ts:2:1 is wrong')`;
  const { id } = await api.submit({ name: 'long', script, working_dir: editor.workspace });
  await api.reaches(id, 'success');
  await window.expand(/^Finished/);
  await window.taskRow('long').click();
  await window.editorText().getByText('signal.ts').waitFor();

  await eventually(async () => {
    // In its first moments the tab goes to its end, whoever reads it.
    await page.keyboard.press('ControlOrMeta+Home');
    await window.editorText().getByText('earlier lines are not shown').waitFor({ timeout: 1000 });
  }, patient);
  await page.getByRole('button', { name: 'Load Earlier Lines' }).click();
  await eventually(async () => {
    await page.keyboard.press('ControlOrMeta+Home');
    expect(await window.editorText().textContent()).toMatch(/6\d\d\searlier/);
  }, patient);
  await window.picture('earlier');

  await page.getByRole('button', { name: 'Download the Whole Log' }).click();
  const dialog = page.locator('.quick-input-widget:visible', { hasText: 'Download the whole log' });
  await dialog.waitFor();
  await eventually(async () => {
    // The dialog looks for the place that it offers, and takes no Enter meanwhile.
    if ((await dialog.count()) > 0) await page.keyboard.press('Enter');
    expect(await dialog.count()).toBe(0);
  }, patient);
  const target = join(editor.workspace, 'long.log');
  await eventually(async () => {
    const lines = (await readFile(target, 'utf8')).split('\n');
    expect([lines[0], lines[999], lines.length]).toEqual(['line 1', 'line 1000', 1002]);
  }, patient);

  await window.taskRow('long').click();
  const link = window.editorText().locator('.detected-link', { hasText: 'signal.ts' }).first();
  await eventually(async () => {
    await window.editorText().click();
    await page.keyboard.press('ControlOrMeta+End');
    await link.click({ modifiers: ['ControlOrMeta'], timeout: 3000 });
  }, patient);
  await window.tab('signal.ts').waitFor();
  await eventually(async () =>
    expect(await page.locator('#status\\.editor\\.selection').textContent()).toContain('Ln 2, Col 1'),
  );
  await window.picture('link');

  const prompt = 'SCENARIO:plain:rawly';
  const claude = await api.submit({
    kind: 'claude',
    name: 'asks claude',
    working_dir: editor.workspace,
    context: { prompt },
  });
  await api.reaches(claude.id, 'success');
  await window.taskRow('asks claude').click();
  await window.editorText().getByText('rawly').waitFor();
  await window.command('Go to Symbol in Editor');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: /session [0-9a-f-]+/ }).waitFor();
  await window.picture('outline');
  await page.keyboard.press('Escape');
  await window.command('Fold All');
  await window.editorText().getByText('rawly').waitFor({ state: 'detached' });
  await window.command('Unfold All');
  await window.editorText().getByText('rawly').waitFor();
  await window.command('Switchyard: Open Raw Log of Claude');
  await window.editorText().getByText('"type":"result"').first().waitFor();
  await window.picture('raw');
});
