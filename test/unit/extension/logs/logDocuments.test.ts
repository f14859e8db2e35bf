import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { ServerSession } from '../../../../extension/state/serverSession.ts';
import { fakeServer, sendJson } from '../../../support/fakeServer.ts';
import * as fake from '../../../support/fakeVscode.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

vi.mock('vscode', () => import('../../../support/fakeVscode.ts'));
const { LogDocuments } = await import('../../../../extension/logs/logDocuments.ts');

const task = taskSummary({ status: 'success', duration: 12 });
const uri = fake.Uri.from({ scheme: 'switchyard-log', path: `/${task.id}/a.log` }) as never;
const line = { seq: 1, at: '2026-01-01T10:00:00.000Z', run: 1, stream: 'stdout', text: 'hello' };

afterEach(() => {
  fake.workspace.textDocuments = [];
});

/** A session whose connection is told by the test, and a server with a log of one line that may be away. */
async function openTab(remembered = new Map<string, unknown>()) {
  let isAway = false;
  let goesOn = false;
  let runs = 1;
  const { url } = await fakeServer((request, response) => {
    if (isAway) return response.destroy();
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const after = Number(searchParams.get('after'));
    const all = Array.from({ length: runs }, (_, n) => ({ ...line, seq: n + 1, run: n + 1 }));
    const lines = all.filter(({ seq }) => seq > after);
    if (searchParams.get('follow') === 'true') {
      response.write(lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
      return goesOn ? undefined : response.end();
    }
    if (pathname.endsWith('/logs')) return sendJson(response, 200, { lines, next_after: 1, complete: true });
    const more = { stdout: '', stderr: '', result: null, traceback: null, history: [], runs: [] };
    return sendJson(response, 200, { ...task, version: runs * 10, ...more });
  });
  const session = new ServerSession(() => {});
  let tell = () => {};
  vi.spyOn(session, 'onConnection').mockImplementation((listener) => {
    tell = () => {
      vi.spyOn(session, 'connection', 'get').mockReturnValue({ is: 'connected' } as never);
      listener(session.connection);
    };
    return () => {};
  });
  const memento = {
    get: (key: string) => remembered.get(key),
    update: async (key: string, value: unknown) => void remembered.set(key, value),
  } as never;
  const log = { debug: () => {} } as never;
  const documents = new LogDocuments(session, log, memento);
  onTestFinished(() => {
    documents.dispose();
    session.stop();
  });
  const changes = vi.fn();
  documents.onDidChangeFile(changes);
  const read = async () => String(Buffer.from(await documents.readFile(uri)));
  const signIn = () => session.use({ url, token: 't' });
  return {
    session,
    documents,
    changes,
    read,
    signIn,
    connected: () => tell(),
    runAgain: () => ++runs * 10,
    goOn: () => {
      goesOn = true;
    },
    beAway: (away: boolean) => {
      isAway = away;
    },
  };
}

test('a tab that is restored early waits until it is known who is signed in', async () => {
  const { read, signIn } = await openTab();
  let text: string | undefined;
  const reading = read().then((came) => {
    text = came;
  });
  await new Promise(setImmediate);
  expect(text).toBeUndefined();
  signIn();
  await reading;
  expect(text).toContain('hello');
});

test('without anybody signed in it says so, and becomes the log after the sign-in', async () => {
  const { session, documents, read, signIn, connected, changes } = await openTab();
  session.use(undefined);
  expect(await read()).toBe('… Sign in to a Switchyard server to read this log.\n');
  const before = await documents.stat(uri);
  fake.workspace.textDocuments = [{ uri }];
  signIn();
  connected();
  expect(changes).toHaveBeenCalledTimes(1);
  expect(await read()).toContain('hello');
  expect((await documents.stat(uri)).mtime).toBeGreaterThan(before.mtime);
});

test('restored while the server is away, it says so, and becomes the log when it is back', async () => {
  const { read, signIn, connected, beAway } = await openTab();
  beAway(true);
  signIn();
  expect(await read()).toMatch(/^… No Switchyard server answers/);
  beAway(false);
  connected();
  await vi.waitFor(async () => expect(await read()).toContain('hello'));
});

test('a task that was tried again and is over again before that is seen: its log goes on', async () => {
  const { session, read, signIn, runAgain } = await openTab();
  signIn();
  await vi.waitFor(async () => expect(await read()).toMatch(/^hello\n… succeeded/));
  const completed_at = '2026-01-01T10:01:00.000Z';
  session.store.apply({ type: 'read', task: { ...task, completed_at, version: runAgain() } });
  await vi.waitFor(async () => expect(await read()).toMatch(/^hello\nhello\n… succeeded/));
});

test('below the lines of a task that isn’t over stands why nothing comes, as long as nothing comes', async () => {
  const { session, read, signIn, goOn } = await openTab();
  goOn();
  signIn();
  let version = task.version;
  const becomes = (change: Partial<typeof task>) =>
    session.store.apply({
      type: 'read',
      task: { ...task, completed_at: null, ...change, version: ++version },
    });
  becomes({ status: 'running' });
  await vi.waitFor(async () => expect(await read()).toBe('hello\n'));
  becomes({ status: 'waiting_confirmation' });
  await vi.waitFor(async () => expect(await read()).toBe('hello\n… Waits for an answer\n'));
  const blocked_on = {
    reason: 'retry_delay' as const,
    detail: 'waits for its next try',
    position: null,
    next_try_at: '2026-01-01T10:00:00Z',
  };
  becomes({ status: 'retry', blocked_on });
  await vi.waitFor(async () =>
    expect(await read()).toMatch(
      /^hello\n… The task is waiting: waits for its next try, until .*\d:\d\d.*\n$/,
    ),
  );
  becomes({ status: 'running' });
  await vi.waitFor(async () => expect(await read()).toBe('hello\n'));
});

test('a log of the token of before is read with the new one', async () => {
  const { session, read, signIn, connected, changes } = await openTab();
  signIn();
  await read();
  fake.workspace.textDocuments = [{ uri }];
  const { url } = session.client?.access ?? { url: '' };
  session.use({ url, token: 'another' });
  connected();
  expect(changes).toHaveBeenCalled();
  expect(await read()).toContain('hello');
});

test('shows the times of lines or hides them, and remembers it', async () => {
  const remembered = new Map<string, unknown>();
  const { documents, read, signIn } = await openTab(remembered);
  signIn();
  expect(await read()).toMatch(/^hello\n/);
  await documents.toggleTimes();
  const timed = /^\d{4}-\d\d-\d\d \d\d:\d\d:00\.000 hello\n/;
  await vi.waitFor(async () => expect(await read()).toMatch(timed));
  const another = await openTab(remembered);
  another.signIn();
  expect(await another.read()).toMatch(timed);
  await documents.toggleTimes();
  await vi.waitFor(async () => expect(await read()).toMatch(/^hello\n/));
});
