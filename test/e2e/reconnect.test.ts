import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';

// The API alone, so that it can be away while tasks go on.
const suite = useEditor({ roles: 'api' });
const patient = { timeoutMs: 30_000 };

test('a server that goes away is told, comes back by itself, and nothing is missed', async () => {
  const { switchyard } = suite;
  await switchyard.start('dispatcher,scheduler,worker');
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);
  const stopFile = `${suite.editor.root}/go`;
  const waitForFile = `const fs = require('fs'); const timer = setInterval(() => {
    if (fs.existsSync('${stopFile}')) clearInterval(timer);
  }, 20)`;
  const before = await switchyard.api.submit({ name: 'begun before', script: waitForFile });
  await window.taskRow('begun before').waitFor();
  await switchyard.api.reaches(before.id, 'running');
  await window.row(/^Running/).waitFor();

  const port = new URL(switchyard.url).port;
  await switchyard.first.stop();
  await eventually(async () => expect(await window.statusItem().textContent()).toContain('away'), patient);
  await window.view('Tasks').getByText('What you see is as it was before').waitFor();
  await window.notification("doesn't answer").waitFor();
  await window.picture('away');

  await writeFile(stopFile, '');
  const again = await switchyard.start('api', { SWITCHYARD_PORT: port });
  await eventually(
    async () => expect(await window.statusItem().textContent()).not.toContain('away'),
    patient,
  );
  await again.api.reaches(before.id, 'success');
  await window.row(/^Finished/).click();
  await eventually(async () => {
    expect(await window.taskRow('begun before').textContent()).toMatch(/\d s$/);
    expect(await window.row(/^Running/).count()).toBe(0);
  }, patient);
  const after = await again.api.submit({ name: 'begun after', script: '' });
  await again.api.reaches(after.id, 'success');
  await window.taskRow('begun after').waitFor();
  await window.picture('back');
});

test('a token that the server refuses is told in plain words, when signing in and later', async () => {
  const { switchyard } = suite;
  const window = await suite.openWindow();
  await window.showTasks();
  await window.command('Switchyard: Sign In');
  await window.answer('The address of the Switchyard server', 'railway');
  await window.page.getByText('This is not the address of a server').waitFor();
  await window.input().fill(suite.editor.url);
  await window.page.keyboard.press('Enter');
  await window.answer('A token for', 'swy_wrong');
  await window.notification(/Couldn't sign in.*not a Switchyard server/).waitFor();
  await window.picture('not-a-server');
  await window.signIn(switchyard.url, 'swy_wrong');
  await window.page.getByText('The server refuses this token').first().waitFor();
  await window.picture('token-refused');
  await window.input().fill(switchyard.token);
  await window.page.keyboard.press('Enter');
  await eventually(
    async () => expect(await window.statusItem().textContent()).toMatch(/^\s*Switchyard$/),
    patient,
  );
});
