import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { Workbench } from '../support/vscodeHost/workbench.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor();

test('after its tab was killed, the editor comes back signed in, with its tasks and their logs', async () => {
  const { switchyard, editor } = suite;
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(switchyard.url, switchyard.token);
  const script = `let n = 0; setInterval(() => console.log('tick', ++n), 50)`;
  const task = await switchyard.api.submit({ name: 'goes on', script });
  await window.taskRow('goes on').click();
  await window.editorText().getByText(/tick/).first().waitFor();
  const seen = await lastTick(window);
  await window.page.close();

  const back = await window.anotherTab();
  await back.open(editor.workspaceUrl);
  await back.showTasks();
  await back.taskRow('goes on').click();
  await eventually(async () => expect(await lastTick(back)).toBeGreaterThan(seen), { timeoutMs: 30_000 });

  await switchyard.api.cancel(task.id);
  await back
    .editorText()
    .getByText(/cancelled/)
    .waitFor();
});

async function lastTick(window: Workbench): Promise<number> {
  const text = (await window.editorText().textContent()) ?? '';
  const ticks = text.matchAll(/tick\s(\d+)/g);
  return Math.max(0, ...[...ticks].map(([, number]) => Number(number)));
}
