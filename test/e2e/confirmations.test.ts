import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Confirmation } from '../../shared/confirmation.ts';
import { eventually } from '../support/eventually.ts';
import { fakeServer, sendJson } from '../support/fakeServer.ts';
import { taskSummary } from '../support/taskSummary.ts';
import { useEditor } from './editorTest.ts';

const suite = useEditor();
const task = taskSummary({ name: 'tidy up', status: 'waiting_confirmation' });
const question: Confirmation = {
  id: 'c1',
  task_id: task.id,
  run: 1,
  kind: 'permission',
  title: 'Run a command: rm',
  detail: 'rm -rf \u001b[2Kbuild',
  status: 'pending',
  requested_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  answered_by: null,
  answered_at: null,
  decision: null,
  reason: null,
};

/** Asks one question, and notes the answer. */
async function askingServer() {
  const answers: unknown[] = [];
  const list = (items: unknown[]) => ({ items, total: items.length, total_exact: true, next_cursor: null });
  const server = await fakeServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'POST') {
      request.setEncoding('utf8').on('data', (body: string) => answers.push(JSON.parse(body)));
      request.on('end', () => sendJson(response, 200, { ...question, status: 'denied', decision: 'deny' }));
    } else if (path.includes('/confirmations'))
      sendJson(response, 200, list(answers.length > 0 ? [] : [question]));
    else sendJson(response, 200, list(path.includes('status=waiting_confirmation') ? [task] : []));
  });
  const sockets = new WebSocketServer({ server: server.http, path: '/api/v1/events' });
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ op: 'subscribed', topics: ['tasks'], cursor: '1-0' }));
  });
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
  });
  return { url: server.url, answers };
}

test('a question of a running task is shown as it is, in the tree and as a notification, and answered', async () => {
  const { url, answers } = await askingServer();
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(url, 'swy_any');
  await window.notification('tidy up waits for your answer: Run a command: rm').waitFor();
  await window.view('Needs You').getByText('Run a command: rm').waitFor();
  await eventually(async () => expect(await window.statusItem().textContent()).toContain('1'), {
    timeoutMs: 15_000,
  });
  await window.picture('asked');

  await window.notification('waits for your answer').getByRole('button', { name: 'Answer' }).click();
  await window.dialog(String.raw`rm -rf \u{1b}[2Kbuild`).waitFor();
  await window.picture('dialog');
  await window.dialog('rm -rf').getByRole('button', { name: 'Deny' }).click();
  await window.answer('Why not?', 'keep the build');
  await eventually(() => expect(answers).toEqual([{ decision: 'deny', reason: 'keep the build' }]), {
    timeoutMs: 15_000,
  });
  await window.row('Run a command: rm').waitFor({ state: 'detached' });
});
