/** A server of a few lines with tasks of Claude: it keeps messages, prompts and answers, and notes them. */
import type { IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Confirmation } from '../../shared/confirmation.ts';
import type { TaskSummary } from '../../shared/task.ts';
import type { InputStatus, SentInput } from '../../shared/taskInput.ts';
import { fakeServer, problem, sendJson } from '../support/fakeServer.ts';

export interface TalkingServer {
  url: string;
  /** What was sent to it, in its order: method, path and body. */
  asked: { what: string; body: unknown }[];
  /** Says to everybody what became of a message. */
  tellInput(text: string, status: InputStatus): void;
  /** The task is another by now. Nobody is told. */
  set(id: string, fields: Partial<TaskSummary>): void;
  /** How the next submit is refused. */
  refuseNext(code: string, more: object): void;
}

interface Start {
  tasks: TaskSummary[];
  confirmations?: Confirmation[];
}

const page = (items: unknown[]) => ({ items, total: items.length, total_exact: true, next_cursor: null });
const whole = (task: TaskSummary) => ({
  ...task,
  ...{ stdout: '', stderr: '', result: null, traceback: null, history: [], runs: [] },
});

export async function talkingServer(start: Start): Promise<TalkingServer> {
  const tasks = new Map(start.tasks.map((task) => [task.id, task]));
  const confirmations = new Map((start.confirmations ?? []).map((each) => [each.id, each]));
  const inputs: (SentInput & { taskId: string })[] = [];
  const asked: TalkingServer['asked'] = [];
  let refusal: object | undefined;
  let versions = 1;

  const change = (id: string, fields: Partial<TaskSummary>) => {
    const task = tasks.get(id);
    if (task) tasks.set(id, { ...task, ...fields, version: ++versions });
  };

  const posted = (path: string, body: Record<string, unknown>): [number, unknown] => {
    const [, , , list = '', id = '', verb = ''] = path.split('/');
    const task = tasks.get(id);
    if (verb === 'input' && task) {
      if (task.status !== 'running') return [409, problem(409, 'task.illegal_transition', 'It is over.')];
      const sent = { id: `i${inputs.length + 1}`, text: String(body.text), user_id: 'admin' };
      inputs.push({ ...sent, taskId: id, at: new Date().toISOString(), status: 'queued' });
      return [200, whole(task)];
    }
    const confirmation = confirmations.get(id);
    if (list === 'confirmations' && confirmation) {
      confirmations.delete(id);
      return [200, { ...confirmation, status: 'allowed', decision: body.decision }];
    }
    const refused = refusal;
    refusal = undefined;
    if (refused) return [422, refused];
    const [like] = start.tasks;
    if (!like) throw new Error('there is no task to be like');
    const { idempotency_key, ...fields } = body;
    const made = {
      ...like,
      ...fields,
      id: `019b76da-a800-7000-8000-00000000f00${tasks.size}`,
    } as TaskSummary;
    tasks.set(made.id, { ...made, status: 'pending', session_id: null, completed_at: null, duration: null });
    return [201, whole(tasks.get(made.id) ?? made)];
  };

  const read = (url: URL): unknown => {
    const [, , , list, id = '', part = ''] = url.pathname.split('/');
    if (url.pathname === '/readyz') return { ready: true, version: '0.1.0', roles: [], checks: {} };
    if (list === 'confirmations')
      return id === ''
        ? page([...confirmations.values()])
        : { ...confirmations.get(id), tool: 'Bash', input: null };
    if (part === 'inputs') return inputs.filter(({ taskId }) => taskId === id);
    if (part === 'logs') return { lines: [], next_after: 0, complete: true };
    const task = tasks.get(id);
    if (task) return whole(task);
    const statuses = url.searchParams.getAll('status');
    return page([...tasks.values()].filter(({ status }) => statuses.includes(status)));
  };

  const server = await fakeServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://server');
    if (request.method === 'GET') return sendJson(response, 200, read(url));
    const body = await bodyOf(request);
    asked.push({ what: `${request.method} ${url.pathname.replace('/api/v1', '')}`, body });
    if (request.method === 'POST') return sendJson(response, ...posted(url.pathname, body));
    const id = url.pathname.split('/')[4] ?? '';
    const before = tasks.get(id);
    const context = { ...before?.context, ...(body.context as object | undefined) };
    change(id, { ...body, context });
    return sendJson(response, 200, whole(tasks.get(id) as TaskSummary));
  });
  const sockets = new WebSocketServer({ server: server.http, path: '/api/v1/events' });
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ op: 'subscribed', topics: ['tasks'], cursor: '1-0' }));
  });
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
  });
  return {
    url: server.url,
    asked,
    set: change,
    refuseNext: (code, more) => {
      refusal = problem(422, code, 'No.', more);
    },
    tellInput(text, status) {
      const sent = inputs.findLast((each) => each.text === text);
      if (!sent) throw new Error(`nobody has said ${text}`);
      sent.status = status;
      const event = {
        type: 'task.input',
        ...{ task_id: sent.taskId, project_id: 'default', input_id: sent.id, status, at: sent.at },
      };
      const frame = JSON.stringify({ op: 'event', topic: 'tasks', cursor: `${++versions}-0`, event });
      for (const client of sockets.clients) client.send(frame);
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: string[] = [];
  for await (const part of request.setEncoding('utf8')) parts.push(String(part));
  return parts.length === 0 ? {} : JSON.parse(parts.join(''));
}
