import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readProcessTable } from '../../../server/processes/processTable.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort, npmStart, type Started, spawnStart } from '../../support/npmStart.ts';
import { illegalMoves, overlaps, processesOf, witnessScript } from '../../support/taskProcesses.ts';
import { runCli } from '../cli/runCli.ts';

/** One installation that lives through the tests of this file, in order. */
const folder = mkdtempSync(join(tmpdir(), 'switchyard-boot-'));
const dataDir = join(folder, 'data');
let port: number;
let token: string;
let started: Started;

beforeAll(async () => {
  port = await freePort();
});
afterAll(async () => {
  if (started?.child.exitCode === null) process.kill(-(started.child.pid as number), 'SIGINT');
  await started?.ended;
  rmSync(folder, { recursive: true, force: true });
});

const alive = (pids: number[]) => pids.filter((pid) => readProcessTable().has(pid));

test('the first start needs nothing but a folder, and shows the URL, the token and what to try', async () => {
  started = await npmStart(dataDir, port);
  expect(started.url).toBe(`http://127.0.0.1:${port}`);
  token = /^admin token: (\S+)$/m.exec(started.output())?.[1] ?? '';
  expect(started.output()).toContain(
    `SWITCHYARD_URL=${started.url} SWITCHYARD_TOKEN=${token} npm run -s switchyard -- submit`,
  );
  const { id } = await started.api.submit({ command: 'git', args: ['--version'] });
  expect((await started.api.reaches(id, 'success')).stdout).toMatch(/^git version/);
  const runtime = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8'));
  expect(runtime).toMatchObject({
    redis_socket: expect.stringMatching(/sock$/),
    mysql_socket: expect.stringMatching(/sock$/),
    pids: { supervisor: expect.any(Number), redis: expect.any(Number), mysql: expect.any(Number) },
  });
});

test('a second start on the same data folder says who holds it', async () => {
  const second = spawnStart(dataDir, await freePort());
  await second.ended;
  expect(second.child.exitCode).not.toBe(0);
  const { pids } = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8'));
  expect(second.output()).toContain(String(pids.supervisor));
  expect(second.output()).toContain(started.url);
});

test('no process is larger than 300 MB', () => {
  for (const pid of started.processes()) {
    const resident =
      Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    expect(resident, readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')).toBeLessThan(300);
  }
});

test('a worker that has run a thousand tasks retires, another follows, and no task is hurt', {
  timeout: 200_000,
}, async () => {
  const worker = () => JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')).pids.worker;
  const before = worker();
  const task = { name: 'short', project_id: 'default', command: 'true', max_retries: 0, tags: { many: '1' } };
  const tasks = Array.from({ length: 1000 }, () => task);
  expect((await started.api.request('POST', '/tasks/batch', { tasks })).status).toBe(201);
  await eventually(
    async () => expect((await started.api.list('tag=many:1&status=success&limit=1')).total).toBe(1000),
    { timeoutMs: 120_000 },
  );
  await eventually(() => worker() !== undefined && worker() !== before, { timeoutMs: 60_000 });
  const { id } = await started.api.submit({ command: 'true' });
  expect((await started.api.reaches(id, 'success')).runs).toHaveLength(1);
});

test.each(['api', 'worker', 'redis', 'mysql'])(
  'a %s process that is killed is started again, and tasks run',
  async (name) => {
    const { pids } = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8'));
    process.kill(pids[name], 'SIGKILL');
    await eventually(
      () => {
        const now = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')).pids[name];
        return now !== undefined && now !== pids[name];
      },
      { timeoutMs: 15_000 },
    );
    const task = await eventually(async () => started.api.submit({ command: 'true' }), { timeoutMs: 20_000 });
    await eventually(async () => started.api.reaches(task.id, 'success', 0), { timeoutMs: 30_000 });
  },
);

test('kill -9 of everything in the middle of a task: it is gone, and the next start runs it again', async () => {
  const witness = join(folder, 'witness');
  const { id } = await started.api.submit({ script: witnessScript(witness, 4000), max_retries: 2 });
  await started.api.reaches(id, 'running');
  await eventually(() => processesOf(id).length > 0);
  const all = started.processes();
  expect(all.length).toBeGreaterThan(5);
  for (const pid of all) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with another one.
    }
  }
  await eventually(() => processesOf(id).length === 0, { timeoutMs: 10_000 });
  expect(await eventually(() => alive(all).length === 0)).toBe(true);

  started = await npmStart(dataDir, port, token);
  const task = await started.api.reaches(id, 'success');
  expect(task.runs.map(({ status }) => status)).toEqual(['failure', 'success']);
  expect(illegalMoves(task)).toEqual([]);
  expect(overlaps(readFileSync(witness, 'utf8'))).toEqual([]);
  expect(started.output()).not.toContain('admin token:');
});

test('Ctrl-C ends everything in order: a running task is handed back, nothing is left', async () => {
  const { id } = await started.api.submit({ script: 'setInterval(() => {}, 1000)' });
  await started.api.reaches(id, 'running');
  const all = started.processes();
  // As a terminal does it: to the whole foreground group.
  process.kill(-(started.child.pid as number), 'SIGINT');
  await started.ended;
  await eventually(() => alive(all).length === 0);
  expect(processesOf(id)).toEqual([]);

  started = await npmStart(dataDir, port, token);
  const task = await started.api.reaches(id, 'running');
  expect(task).toMatchObject({ retry_count: 0 });
  expect(illegalMoves(task)).toEqual([]);
  await started.api.cancel(id);
  await started.api.reaches(id, 'revoked');
});

test('SIGTERM to npm alone, as a service manager sends it, ends everything', async () => {
  const all = started.processes();
  started.child.kill('SIGTERM');
  await started.ended;
  await eventually(() => alive(all).length === 0, { timeoutMs: 15_000 });
});

test('a backup that was made while it ran brings back what was lost since, once it is stopped', async () => {
  started = await npmStart(dataDir, port, token);
  const env = { SWITCHYARD_DATA_DIR: dataDir };
  const kept = await started.api.submit({ command: 'true', name: 'kept', delay_seconds: 3600 });
  const made = await runCli(['backup', '--json'], env);
  expect(made).toMatchObject({ code: 0 });
  const { folder: backup } = JSON.parse(made.stdout);
  const later = await started.api.submit({ command: 'true', name: 'later', delay_seconds: 3600 });
  const refused = await runCli(['restore', backup, '--replace'], env);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('already runs on') });
  started.child.kill('SIGTERM');
  await started.ended;

  const careful = await runCli(['restore', backup], env);
  expect(careful).toMatchObject({ code: 1, stderr: expect.stringContaining('There are tasks') });
  expect(await runCli(['restore', backup, '--replace'], env)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^The database is as it was at .*: \d+ rows\.\n$/),
  });
  started = await npmStart(dataDir, port, token);
  expect((await started.api.task(kept.id)).name).toBe('kept');
  expect((await started.api.request('GET', `/tasks/${later.id}`)).status).toBe(404);
});
