/** How long things take with a million waiting tasks, against a thousand: submits, lists, decisions; and memory. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { createLogger } from '../../server/logger.ts';
import { Dispatcher } from '../../server/queue/dispatcher.ts';
import { JobQueues } from '../../server/queue/jobQueues.ts';
import { connectRedis } from '../../server/redis/redis.ts';
import { connectionOptions } from '../../server/store/connectionOptions.ts';
import { openStore } from '../../server/store/store.ts';
import { createTransitions } from '../../server/tasks/applyTransition.ts';
import { createProjects } from '../../server/tasks/projects.ts';
import { registerWorker } from '../../server/tasks/workerLease.ts';
import type { RoleProcess } from '../support/roleProcess.ts';
import { type Figure, percentile, report } from './report.ts';
import { copyTask, tagCopies } from './waitingTasks.ts';
import { type Bench, withStores } from './withStores.ts';

const FEW = 1000;
const MANY = 1_000_000;
const TIMES = 40;
/** A filter that has to read every task is asked fewer times, but twice at least. */
const SECONDS_MAX = 8;
const SLOTS = 16;

const lists: Readonly<Record<string, string>> = {
  'list, newest first': '',
  'list, last changed first': 'sort=-updated_at',
  'list by status': 'status=pending',
  'list by project': 'project_id=project-7',
  'list by user': 'user_id=user-7',
  'list by kind': 'kind=command',
  'list by tag': 'tag=area:a7',
  'list by text that many have': 'text=number',
  'list by text that one has': 'text=number%20777',
};

/** Milliseconds of each call. */
async function times(work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  const begun = performance.now();
  await work();
  do {
    const before = performance.now();
    await work();
    taken.push(performance.now() - before);
  } while (taken.length < TIMES && performance.now() - begun < SECONDS_MAX * 1000);
  return taken;
}

/** What the dispatcher does when it is woken: it reads, decides and admits until the window is full. */
async function decisions({ databaseUrl, redisUrl }: Bench): Promise<number[]> {
  const store = await openStore(databaseUrl);
  const redis = connectRedis({ url: redisUrl, prefix: 'bench' }, 'patient', createLogger('warn', {}));
  const queues = new JobQueues(redis, 'bench');
  const transitions = createTransitions(store, () => {});
  const projects = createProjects(store);
  const signals = { wakeWorkers: () => {} } as never;
  const ageingSeconds = 600;
  const deps = { store, transitions, queues, signals, projects, ageingSeconds };
  const dispatcher = new Dispatcher(deps);
  const id = randomUUID();
  await registerWorker(store, { id, host: 'bench', pid: 1, process: 'bench', version: '0', slots: SLOTS });
  try {
    const taken: number[] = [];
    for (let each = 0; each < TIMES; each++) {
      await store.change({ sql: 'update workers set lease_until = now(3) + interval 1 hour', values: [] });
      const before = performance.now();
      await dispatcher.dispatch();
      taken.push(performance.now() - before);
      const [row] = await store.query<{ n: number }>(
        `select count(*) as n from tasks where status = 'received'`,
      );
      if (Number(row?.n) === 0) throw new Error('nothing was admitted');
      await store.change({
        sql: `update tasks set status = 'pending' where status = 'received'`,
        values: [],
      });
    }
    return taken;
  } finally {
    await store.change({ sql: 'delete from workers', values: [] });
    await queues.close();
    redis.disconnect();
    await store.close();
  }
}

/** Infinite for a list that the server gave up: a statement may take 15 s. */
async function listTimes(api: RoleProcess['api'], query: string): Promise<number[]> {
  let refused = false;
  const taken = await times(async () => {
    refused ||= (await api.request('GET', `/tasks?${query}`)).status !== 200;
  });
  return refused ? [Number.POSITIVE_INFINITY] : taken;
}

async function measure(bench: Bench, { api }: RoleProcess): Promise<Map<string, number[]>> {
  const measured = new Map<string, number[]>();
  measured.set('submit', await times(() => api.submit({ command: 'true' })));
  for (const [name, query] of Object.entries(lists)) measured.set(name, await listTimes(api, query));
  const { next_cursor } = await api.list();
  measured.set('next page', await times(() => api.list(`cursor=${next_cursor}`)));
  measured.set('decision', await decisions(bench));
  return measured;
}

const residentBytes = (pid: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** Bytes that a dispatching process and Redis use while tasks are admitted. */
async function memory(bench: Bench): Promise<{ dispatcher: number; redis: number }> {
  const dispatcher = await bench.start('dispatcher');
  const worker = await bench.start('worker', { SWITCHYARD_SLOTS: String(SLOTS) });
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const redis = connectRedis({ url: bench.redisUrl, prefix: '' }, 'patient', createLogger('warn', {}));
  const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  redis.disconnect();
  const resident = residentBytes(dispatcher.pid);
  await Promise.all([dispatcher.stop(), worker.stop()]);
  return { dispatcher: resident, redis: used };
}

await withStores(async (bench) => {
  const server = await bench.start('api');
  for (let each = 0; each < 20; each++) {
    await server.api.request('POST', '/projects', {
      id: `project-${each}`,
      folders: ['/'],
      programs: ['*'],
    });
  }
  const connection = await createConnection(connectionOptions(bench.databaseUrl));
  const fill = async (count: number) => {
    const { id } = await server.api.submit({ command: 'true' });
    await copyTask(connection, id, count);
    await tagCopies(connection);
    await connection.query('analyze table tasks');
  };
  await fill(FEW);
  const few = await measure(bench, server);
  await connection.query('delete from tasks');
  await fill(MANY);
  const many = await measure(bench, server);
  const figures = [...many].map(([name, taken]): Figure => {
    const floor = percentile(few.get(name) ?? [], 0.95);
    return { name: `${name}: p95`, value: percentile(taken, 0.95), unit: 'ms', floor, aim: '≤ 1.5' };
  });
  const { dispatcher, redis } = await memory(bench);
  report(`${MANY} waiting tasks against ${FEW}`, [
    ...figures,
    { name: 'dispatching process', value: dispatcher / 1e6, unit: 'MB' },
    { name: 'Redis', value: redis / 1e6, unit: 'MB' },
  ]);
  await connection.end();
});
