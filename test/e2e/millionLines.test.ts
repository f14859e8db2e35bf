import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useEditor } from './editorTest.ts';
import { typeAndTime } from './keystrokes.ts';

const suite = useEditor();
const LINES = 1_000_000;
/** A few lines at once; the others, some 50,000 a second, when somebody is ready to type meanwhile. */
const FLOOD = `
  const { existsSync } = require('node:fs');
  let n = 0;
  const print = (count) => {
    let text = '';
    for (const end = Math.min(${LINES}, n + count); n < end; ) {
      text += 'line ' + ++n + ' of a long log, with some words in it\\n';
    }
    process.stdout.write(text, () => n < ${LINES} && setTimeout(more, 50));
  };
  const more = () => (existsSync('go') ? print(2500) : setTimeout(more, 50));
  print(100);`;
const MIB = 1024 ** 2;

test('a million lines, followed and opened, leave the editor quick and small', async () => {
  const { switchyard, editor } = suite;
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);
  await writeFile(join(editor.workspace, 'flood.js'), FLOOD);
  await window.view('Tasks').getByText('There are no tasks yet').waitFor();
  const before = extensionHostBytes();
  const task = await switchyard.api.submit({
    name: 'flood',
    command: process.execPath,
    args: ['flood.js'],
    working_dir: editor.workspace,
  });
  await window.taskRow('flood').click();
  await window
    .editorText()
    .getByText(/line\s\d+/)
    .first()
    .waitFor();
  await window.command('Switchyard: Follow Task in Output');
  await window.answer('', 'flood');
  await window
    .outputText()
    .getByText(/line\s\d+/)
    .first()
    .waitFor();
  await window.picture('flood');

  await window.command('View: Split Editor Right');
  await window.command('File: New Untitled Text File');
  await writeFile(join(editor.workspace, 'go'), '');
  const echoes: number[] = [];
  while ((await switchyard.api.task(task.id)).status === 'running')
    echoes.push(...(await typeAndTime(window.page, 20)));
  expect(echoes.length).toBeGreaterThan(20);
  await window.picture('typing');
  await switchyard.api.reaches(task.id, 'success');
  echoes.sort((a, b) => a - b);
  const median = echoes[Math.floor(echoes.length / 2)] ?? Number.POSITIVE_INFINITY;

  await eventually(
    async () => {
      expect(
        await window.page.locator('.editor-group-container .view-lines', { hasText: '1000000' }).count(),
      ).toBeGreaterThan(0);
      expect(await window.outputText().textContent()).toMatch(/line\s1000000/);
    },
    { timeoutMs: 60_000 },
  );
  await window.picture('end');
  const grown = (extensionHostBytes() - before) / MIB;
  const heap = await window.page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  );
  console.log(
    `${echoes.length} keystrokes: median ${median.toFixed(1)} ms, longest ${echoes.at(-1)?.toFixed(1)} ms; ` +
      `extension host +${grown.toFixed(0)} MiB, page ${(heap / MIB).toFixed(0)} MiB`,
  );
  expect(median).toBeLessThan(100);
  expect(grown).toBeLessThan(400);
  expect(heap / MIB).toBeLessThan(500);
});

function extensionHostBytes(): number {
  const hosts = suite.editor
    .processes()
    .filter(({ commandLine }) => commandLine.includes('--type=extensionHost'));
  expect(hosts.length).toBeGreaterThan(0);
  return Math.max(...hosts.map(({ residentBytes }) => residentBytes));
}
