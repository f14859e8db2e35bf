/** Tasks per second that do nothing, with their whole history in MySQL, against a raw BullMQ worker. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { createConnection } from 'mysql2/promise';
import { createLogger } from '../../server/logger.ts';
import { connectRedis } from '../../server/redis/redis.ts';
import { connectionOptions } from '../../server/store/connectionOptions.ts';
import { eventually } from '../support/eventually.ts';
import { NODE_FLAGS } from '../support/nodeFlags.ts';
import type { RoleProcess } from '../support/roleProcess.ts';
import { startFloor } from './floorProcess.ts';
import { median, report } from './report.ts';
import { type Bench, withStores } from './withStores.ts';

const RUNS = 3;
const TASKS = 5000;
const SPAWNED_TASKS = 300;
const SLOTS = 64;
const BATCH = 1000;

const redisLog = createLogger('warn', {});

/** A BullMQ worker with as many jobs at once as ours has slots. */
async function bareQueue({ redisUrl }: Bench): Promise<number> {
  const redis = connectRedis({ url: redisUrl, prefix: 'floor' }, 'patient', redisLog);
  const queue = new Queue('floor', { connection: redis });
  for (let added = 0; added < TASKS; added += BATCH) {
    await queue.addBulk(Array.from({ length: BATCH }, () => ({ name: 'noop', data: { taskId: 'a' } })));
  }
  const worker = startFloor('floorQueue.ts', [redisUrl, 'floor', String(TASKS), String(SLOTS)]);
  const perSecond = Number(await worker.line());
  await worker.stop();
  await queue.close();
  redis.disconnect();
  return perSecond;
}

async function submitAll({ api }: RoleProcess, count: number, command: string): Promise<void> {
  const task = { name: 'noop', project_id: 'default', command };
  for (let sent = 0; sent < count; sent += BATCH) {
    const tasks = Array.from({ length: Math.min(BATCH, count - sent) }, () => task);
    const { status, body } = await api.request('POST', '/tasks/batch', { tasks });
    if (status !== 201) throw new Error(`the batch was answered with ${status}: ${JSON.stringify(body)}`);
  }
}

/** From the first admission to the last end, as the histories of the newest tasks tell. */
async function perSecond({ databaseUrl }: Bench, count: number, command: string): Promise<number> {
  const connection = await createConnection({ ...connectionOptions(databaseUrl), timezone: 'Z' });
  try {
    return await eventually(
      async () => {
        const [rows] = await connection.query(
          `select count(*) as ended, timestampdiff(microsecond,
            (select min(at) from task_events where to_status = 'received'), max(completed_at)) as took
            from tasks where command = ? and status = 'success'`,
          [command],
        );
        const [row] = rows as { ended: number; took: number }[];
        return row?.ended === count && (count / row.took) * 1e6;
      },
      { timeoutMs: 120_000, intervalMs: 250 },
    );
  } finally {
    await connection.query('set foreign_key_checks = 0');
    for (const table of ['task_events', 'runs', 'tasks']) await connection.query(`truncate ${table}`);
    await connection.end();
  }
}

/** A worker whose commands do nothing, not even start a process. */
async function noops(bench: Bench, server: RoleProcess): Promise<number> {
  await submitAll(server, TASKS, 'noop');
  const script = fileURLToPath(new URL('./noopWorker.ts', import.meta.url));
  const worker = spawn(process.execPath, [...NODE_FLAGS, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      SWITCHYARD_ROLES: 'worker',
      SWITCHYARD_DATABASE_URL: bench.databaseUrl,
      SWITCHYARD_REDIS_URL: bench.redisUrl,
      SWITCHYARD_DATA_DIR: join(bench.folder, 'data'),
      SWITCHYARD_SLOTS: String(SLOTS),
    },
  });
  const ended = once(worker, 'exit');
  try {
    return await perSecond(bench, TASKS, 'noop');
  } finally {
    worker.kill('SIGTERM');
    await ended;
  }
}

/** The worker as it is, with a process for each task. */
async function spawned(bench: Bench, server: RoleProcess): Promise<number> {
  await submitAll(server, SPAWNED_TASKS, '/bin/true');
  const worker = await bench.start('worker', { SWITCHYARD_SLOTS: '8' });
  try {
    return await perSecond(bench, SPAWNED_TASKS, '/bin/true');
  } finally {
    await worker.stop();
  }
}

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  const floor: number[] = [];
  const ours: number[] = [];
  const real: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    floor.push(await bareQueue(bench));
    ours.push(await noops(bench, server));
    real.push(await spawned(bench, server));
  }
  report('no-op tasks', [
    { name: 'raw BullMQ worker', value: median(floor), unit: '/s' },
    {
      name: 'tasks with their history',
      value: median(ours),
      unit: '/s',
      floor: median(floor),
      aim: '≥ 0.3, ≥ 1255 /s',
    },
    { name: 'the same with a process for each', value: median(real), unit: '/s', floor: median(floor) },
  ]);
});
