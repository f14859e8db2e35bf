import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Confirmation } from '../../shared/confirmation.ts';
import { eventually } from '../support/eventually.ts';
import { fakeServer, sendJson } from '../support/fakeServer.ts';
import { taskSummary } from '../support/taskSummary.ts';
import { type EditorWindow, useEditor } from './editorTest.ts';

const suite = useEditor();
const patient = { timeoutMs: 15_000 };
const task = taskSummary({ name: 'tidy up', status: 'waiting_confirmation' });
const question: Confirmation = {
  id: 'c1',
  task_id: task.id,
  run: 1,
  kind: 'permission',
  title: 'Run a command: rm',
  detail: 'rm -rf \u001b[2Kbuild',
  description: null,
  agent: null,
  default_to_no: false,
  status: 'pending',
  requested_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  answered_by: null,
  answered_at: null,
  decision: null,
  reason: null,
};

const choice: Confirmation = {
  ...question,
  id: 'c2',
  kind: 'question',
  title: 'Which port?',
  detail: '',
  questions: [{ question: 'Which port?', options: [{ label: '80' }, { label: '8080' }], free_text: true }],
};

/** Asks as an agent does, and notes the answers. */
async function askingServer() {
  const answers: unknown[] = [];
  const list = (items: unknown[]) => ({ items, total: items.length, total_exact: true, next_cursor: null });
  const server = await fakeServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'POST') {
      request.setEncoding('utf8').on('data', (body: string) => answers.push(JSON.parse(body)));
      request.on('end', () => sendJson(response, 200, { ...question, status: 'denied', decision: 'deny' }));
    } else if (path.includes('/confirmations')) sendJson(response, 200, list([question, choice]));
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

const pick = (window: EditorWindow, text: string) =>
  window.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();

test('an agent’s questions are shown as they are, denied with a reason, and answered in own words', async () => {
  const { url, answers } = await askingServer();
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(url, 'swy_any');
  await window.notification('2 questions wait for your answer').waitFor();
  await eventually(async () => expect(await window.statusItem().textContent()).toContain('2'), patient);

  await window.row('Run a command: rm').click();
  await window.dialog(String.raw`rm -rf \u{1b}[2Kbuild`).waitFor();
  await window.picture('dialog');
  await window.dialog('rm -rf').getByRole('button', { name: 'Deny' }).click();
  await window.answer('Why not?', 'keep the build');
  const denied = { decision: 'deny', reason: 'keep the build' };
  await eventually(() => expect(answers).toEqual([denied]), patient);
  await window.row('Run a command: rm').waitFor({ state: 'detached' });

  await window.row('Which port?').click();
  await pick(window, 'Something else');
  await window.answer('Which port?', '8443');
  const told = { decision: 'allow', answers: { 'Which port?': '8443' } };
  await eventually(() => expect(answers).toEqual([denied, told]), patient);
  await window.row('Which port?').waitFor({ state: 'detached' });
});

test('what a running program asks is answered here or elsewhere, and the program goes on', async () => {
  const { api, url, token } = suite.switchyard;
  const window = await suite.openWindow();
  await window.showTasks();
  await window.signIn(url, token);
  const script =
    'read -p "Continue? [y/N] " a; echo "got $a"; read -p "Really? [y/N] " b; echo "then $b"; ' +
    'read -s -p "Password: " c; expr length "$c"';
  const asking = await api.submit({ name: 'install', command: 'bash', args: ['-c', script], pty: true });

  await window.view('Needs You').getByText('Continue? [y/N]').waitFor();
  await window.picture('asked');
  await window
    .notification('install waits for your answer: Continue?')
    .getByRole('button', { name: 'Answer' })
    .click();
  await pick(window, 'y');

  await window.view('Needs You').getByText('Really? [y/N]').waitFor();
  const late = window.notification('install waits for your answer: Really?');
  await late.waitFor();
  const query = `/confirmations?status=pending&task_id=${asking.id}`;
  const { items } = (await api.request<{ items: Confirmation[] }>('GET', query)).body;
  const answer = { decision: 'allow', text: 'n' };
  const first = await api.request<Confirmation>('POST', `/confirmations/${items[0]?.id}/answer`, answer);
  await window.row('Really?').waitFor({ state: 'detached' });
  await late.getByRole('button', { name: 'Answer' }).click();
  await window.notification(`answered already: ${first.body.answered_by} allowed it`).waitFor();
  await window.picture('too-late');

  await window.row('Password:').click();
  await window.page.locator('.quick-input-widget:visible input[type="password"]').waitFor();
  await window.answer('install: Password:', 'sesame');
  await api.reaches(asking.id, 'success');
  const log = (await api.allLines(asking.id)).map(({ text }) => text).join('\n');
  expect(log).toMatch(/got y.*then n.*\b6\b/s);
  expect(log).not.toContain('sesame');
});
