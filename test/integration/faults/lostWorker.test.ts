import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProcessTable } from '../../../server/processes/processTable.ts';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
import {
  childrenNamed,
  illegalMoves,
  overlaps,
  processesOf,
  witnessScript,
} from '../../support/taskProcesses.ts';

/** Gone within 10 s, tried again within 30 s. */
const GONE_MS = 10_000;
const AGAIN_MS = 30_000;

async function taskUnderWay() {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher,scheduler' });
  const worker = await switchyard.start('worker');
  const file = join(switchyard.folder, 'witness');
  const { id } = await switchyard.api.submit({
    script: witnessScript(file, 4000),
    max_retries: 3,
    retry_delay: 60,
  });
  await switchyard.api.reaches(id, 'running');
  await eventually(() => processesOf(id).length > 0);
  return { switchyard, worker, id, witness: () => readFileSync(file, 'utf8') };
}

test('kill -9 of the worker: its process ends, the task runs again at once, never beside itself', async () => {
  const { switchyard, worker, id, witness } = await taskUnderWay();
  worker.kill('SIGKILL');
  await eventually(() => processesOf(id).length === 0, { timeoutMs: GONE_MS });

  await switchyard.start('worker');
  const task = await switchyard.api.reaches(id, 'success', AGAIN_MS);
  expect(task.runs.map(({ status }) => status)).toEqual(['failure', 'success']);
  expect(task.retry_history).toMatchObject([{ error_class: 'WorkerLost', retry_delay: 0 }]);
  expect(illegalMoves(task)).toEqual([]);
  expect(overlaps(witness())).toEqual([]);
  expect(processesOf(id)).toEqual([]);
});

test('SIGSTOP of the worker: its process ends, another worker takes over, and the stopped one comes to no harm', async () => {
  const { switchyard, worker, id, witness } = await taskUnderWay();
  worker.kill('SIGSTOP');
  await eventually(() => processesOf(id).length === 0, { timeoutMs: GONE_MS });

  const other = await switchyard.start('worker');
  await switchyard.api.reaches(id, 'running', AGAIN_MS);
  worker.kill('SIGCONT');
  const task = await switchyard.api.reaches(id, 'success', AGAIN_MS);
  expect(task.runs.map(({ status }) => status)).toEqual(['failure', 'success']);
  expect(illegalMoves(task)).toEqual([]);
  expect(overlaps(witness())).toEqual([]);

  // The worker that was stopped has lost its lease, knows it, and works again under a new one.
  await other.stop();
  const { id: next } = await switchyard.api.submit({ script: '' });
  await switchyard.api.reaches(next, 'success');
});

test('a worker that is stopped for a moment only keeps its run', async () => {
  const { switchyard, worker, id } = await taskUnderWay();
  worker.kill('SIGSTOP');
  await eventually(() => processesOf(id).length > 0);
  worker.kill('SIGCONT');
  const task = await switchyard.api.reaches(id, 'success');
  expect(task.runs).toHaveLength(1);
});

test('kill -9 of the worker and its guard together: the next run ends what was left before it begins', async () => {
  const { switchyard, worker, id, witness } = await taskUnderWay();
  const guard = childrenNamed(worker.pid, 'guardProcess');
  expect(guard).toHaveLength(1);
  process.kill(guard[0] as number, 'SIGKILL');
  worker.kill('SIGKILL');
  await switchyard.start('worker');
  const task = await switchyard.api.reaches(id, 'success', AGAIN_MS);
  expect(illegalMoves(task)).toEqual([]);
  expect(overlaps(witness())).toEqual([]);
});

test('kill -9 of the worker and its guard together: what is left of a task that isn’t tried again is ended, too', async () => {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher' });
  const { api } = switchyard;
  const worker = await switchyard.start('worker');
  const stays = `require('node:child_process').spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' })`;
  const { id } = await api.submit({ script: `${stays}; setInterval(() => {}, 1000)`, max_retries: 0 });
  await eventually(() => expect(processesOf(id)).toHaveLength(2));
  const [guard] = childrenNamed(worker.pid, 'guardProcess');
  process.kill(guard as number, 'SIGKILL');
  worker.kill('SIGKILL');
  await api.reaches(id, 'failure', AGAIN_MS);
  expect(processesOf(id)).toHaveLength(1);
  await switchyard.start('worker');
  await eventually(() => processesOf(id).length === 0, { timeoutMs: GONE_MS });
});

test('a task whose last run was lost tells nothing of that run that was another one’s', async () => {
  const { api, start, folder } = await switchyardForTest({ roles: 'api,dispatcher' });
  const worker = await start('worker');
  const flag = JSON.stringify(join(folder, 'ran'));
  const script = `const fs = require('node:fs');
    if (!fs.existsSync(${flag})) { fs.writeFileSync(${flag}, ''); process.exit(3); }
    setInterval(() => {}, 1000);`;
  const { id } = await api.submit({ script, max_retries: 1, retry_delay: 0 });
  await eventually(async () =>
    expect(await api.task(id)).toMatchObject({ status: 'running', retry_count: 1 }),
  );
  expect((await api.task(id)).exit_code).toBe(3);
  worker.kill('SIGKILL');
  expect(await api.reaches(id, 'failure', AGAIN_MS)).toMatchObject({
    error_class: 'WorkerLost',
    exit_code: null,
    duration: null,
    max_memory: null,
    runs: [{ exit_code: 3 }, { exit_code: null }],
  });
});

test('a guard that dies is replaced, and the run goes on', async () => {
  const { switchyard, worker, id } = await taskUnderWay();
  const [guard] = childrenNamed(worker.pid, 'guardProcess');
  process.kill(guard as number, 'SIGKILL');
  await eventually(() => {
    const [now] = childrenNamed(worker.pid, 'guardProcess');
    return now !== undefined && now !== guard;
  });
  const task = await switchyard.api.reaches(id, 'success');
  expect(task.runs).toHaveLength(1);
});

test('a worker that is told to stop hands its run back, and no retry is counted', async () => {
  const { switchyard, worker, id } = await taskUnderWay();
  const { id: long } = await switchyard.api.submit({ script: 'setInterval(() => {}, 1000)' });
  await switchyard.api.reaches(long, 'running');
  expect(await worker.stop()).toBe(0);
  expect((await switchyard.api.task(id)).status).toBe('success');
  const handedBack = await switchyard.api.task(long);
  expect(handedBack).toMatchObject({ retry_count: 0, status: 'retry' });
  expect(processesOf(long)).toEqual([]);
  await switchyard.start('worker');
  expect(illegalMoves(await switchyard.api.reaches(long, 'running'))).toEqual([]);
});

test('kill -9 of the worker: what has shed its mark and lost its parent ends, too', async () => {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher,scheduler' });
  const worker = await switchyard.start('worker');
  const { id } = await switchyard.api.submit({ command: 'sh', args: ['-c', 'echo $$; env -i sleep 617; :'] });
  await switchyard.api.reaches(id, 'running');
  const sleeper = await eventually(() => {
    const found = [...readProcessTable().values()].find(({ pid }) => isBareSleep(pid));
    return found?.pid ?? false;
  });
  worker.kill('SIGKILL');
  await eventually(() => !readProcessTable().has(sleeper), { timeoutMs: GONE_MS });
});

/** By its command and its empty environment. */
function isBareSleep(pid: number): boolean {
  try {
    const [program, time] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\x00');
    return program === 'sleep' && time === '617' && readFileSync(`/proc/${pid}/environ`).length === 0;
  } catch {
    return false;
  }
}
