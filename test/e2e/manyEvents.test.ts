import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Operation } from '../../shared/operation.ts';
import { percentile } from '../bench/report.ts';
import { eventually } from '../support/eventually.ts';
import { type EditorWindow, useEditor } from './editorTest.ts';

// Nothing runs, so that all of the machine is there for the events.
const suite = useEditor({ roles: 'api' });
/** More than a thousand events a second, also with what the last answers take; and fewer tasks than lists count. */
const SECONDS = 9;
const BATCHES_A_SECOND = 5;
const BATCH = 220;
const TASKS = SECONDS * BATCHES_A_SECOND * BATCH;
const patient = { timeoutMs: 60_000 };

/** Ms from a press of “Filter Tasks” in the window until the field that the extension asks for is there. */
async function commandMs({ page }: EditorWindow): Promise<number> {
  const button = page.getByRole('button', { name: 'Filter Tasks' }).first();
  const took = await button.evaluate(async (element) => {
    const isShown = () => {
      const widget = document.querySelector('.quick-input-widget');
      return widget?.checkVisibility() && widget.textContent.includes('A part of the name');
    };
    const begun = performance.now();
    element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    while (!isShown()) await new Promise((resolve) => setTimeout(resolve));
    return performance.now() - begun;
  });
  await page.keyboard.press('Escape');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  return took;
}

/** Gives commands as long as this goes on, and prints how long they took. */
async function beside(
  what: string,
  window: EditorWindow,
  going: Promise<unknown>,
  events: number,
): Promise<void> {
  const begun = performance.now();
  let over = false;
  const ended = going.finally(() => {
    over = true;
  });
  const times: number[] = [];
  while (!over) times.push(await commandMs(window));
  await ended;
  const perSecond = events / ((performance.now() - begun) / 1000);
  const [p50, p95, max] = [0.5, 0.95, 1].map((part) => percentile(times, part).toFixed(0));
  console.log(
    `${what}: ${perSecond.toFixed(0)} events/s; ${times.length} commands took p50 ${p50}, p95 ${p95}, max ${max} ms`,
  );
}

test('while a thousand events a second come, commands are answered, and in the end all is shown', async () => {
  const { api, url, token } = suite.switchyard;
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(url, token);
  await api.submit({ name: 'the first', script: '' });
  await window.taskRow('the first').waitFor();
  await window.taskRow('the first').hover();
  await beside('nothing happens', window, delay(2000), 0);

  const submitAll = async () => {
    for (let batch = 0; batch < SECONDS * BATCHES_A_SECOND; batch++) {
      const pause = delay(1000 / BATCHES_A_SECOND);
      const task = { name: `batch ${batch}`, project_id: 'default', command: 'true' };
      const { status } = await api.request('POST', '/tasks/batch', { tasks: Array(BATCH).fill(task) });
      expect(status).toBe(201);
      await pause;
    }
  };
  await beside('tasks are submitted', window, submitAll(), TASKS);
  const count = async (text: string) => expect(await window.statusItem().textContent()).toContain(text);
  await eventually(() => count(String(TASKS + 1)), patient);
  await window.picture('submitted');

  const cancelAll = async () => {
    const asked = { action: 'cancel', filter: { status: ['pending'] } };
    const { body } = await api.request<{ operation_id: string }>('POST', '/tasks/bulk', asked);
    await eventually(async () => {
      const operation = await api.request<Operation>('GET', `/operations/${body.operation_id}`);
      expect(operation.body.status).toBe('completed');
    }, patient);
  };
  await beside('tasks are cancelled', window, cancelAll(), TASKS);
  await eventually(async () => {
    expect(await window.statusItem().textContent()).toMatch(/^\s*Switchyard\s*$/);
    expect(await window.row(/^Waiting/).count()).toBe(0);
  }, patient);
  await window.picture('cancelled');
});
