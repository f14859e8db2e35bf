/** How long a task stands still when its worker is lost: from the fault until the process of its next run is there. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerWire } from '../../shared/worker.ts';
import { eventually } from '../support/eventually.ts';
import type { RoleProcess } from '../support/roleProcess.ts';
import { type CuttableSocket, cuttableSocket } from './cuttableSocket.ts';
import { percentile } from './report.ts';
import { type Bench, withStores } from './withStores.ts';

/** Workers that run at once, each with one task; they are lost one after the other. */
const AT_ONCE = 4;
const APART_MS_MAX = 1500;
const AIM_SECONDS = 30;

interface Victim {
  worker: RoleProcess;
  socket: CuttableSocket;
}

interface Loss {
  name: string;
  rounds: number;
  befall(victim: Victim): void;
}

const losses: Loss[] = [
  { name: 'kill -9 of the worker', rounds: 5, befall: ({ worker }) => worker.kill('SIGKILL') },
  { name: 'the worker is stopped (SIGSTOP)', rounds: 2, befall: ({ worker }) => worker.kill('SIGSTOP') },
  { name: 'the worker is cut off from MySQL', rounds: 2, befall: ({ socket }) => socket.cut() },
];

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  const figures = [];
  for (const loss of losses) {
    const seconds: number[] = [];
    for (let round = 0; round < loss.rounds; round++) seconds.push(...(await oneRound(bench, server, loss)));
    figures.push({
      name: loss.name,
      samples: seconds.length,
      p50: rounded(percentile(seconds, 0.5)),
      p95: rounded(percentile(seconds, 0.95)),
      max: rounded(Math.max(...seconds)),
      aim: AIM_SECONDS,
    });
  }
  console.table(figures.map(({ name, ...rest }) => ({ 'seconds until the next run': name, ...rest })));
  console.log(JSON.stringify({ benchmark: 'recovery', unit: 'seconds', figures }));
});

/** @returns the seconds that each task stood still. */
async function oneRound(bench: Bench, server: RoleProcess, loss: Loss): Promise<number[]> {
  const victims = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => startVictim(bench, index)));
  const tasks = await Promise.all(
    victims.map(() => server.api.submit({ command: 'sleep', args: ['600'], max_retries: 1 })),
  );
  const holders = await Promise.all(tasks.map(async ({ id }) => pidOfWorker(server, id)));
  // It takes over: the others have no free slot, and are about to be lost.
  const rescuer = await bench.start('worker', { SWITCHYARD_SLOTS: String(AT_ONCE) });
  const seconds = await Promise.all(
    tasks.map(async ({ id }, index) => {
      await delay(index * APART_MS_MAX * Math.random());
      const victim = victims.find(({ worker }) => worker.pid === holders[index]);
      if (!victim) throw new Error(`no worker runs task ${id}`);
      const lostAt = Date.now();
      loss.befall(victim);
      return (await nextStart(server, id)) - lostAt;
    }),
  );
  await Promise.all(tasks.map(({ id }) => server.api.cancel(id)));
  for (const { id } of tasks) await server.api.reaches(id, 'revoked');
  await rescuer.stop();
  for (const { worker, socket } of victims) {
    worker.kill('SIGKILL');
    socket.close();
  }
  return seconds.map((each) => each / 1000);
}

async function startVictim(bench: Bench, index: number): Promise<Victim> {
  const url = new URL(bench.databaseUrl);
  const path = join(bench.folder, `cut${index}-${Date.now() % 1_000_000}.sock`);
  const socket = await cuttableSocket(path, url.searchParams.get('socket') ?? '');
  url.searchParams.set('socket', path);
  const env = { SWITCHYARD_SLOTS: '1', SWITCHYARD_DATABASE_URL: url.href };
  return { worker: await bench.start('worker', env), socket };
}

async function pidOfWorker(server: RoleProcess, taskId: string): Promise<number> {
  const task = await server.api.reaches(taskId, 'running');
  const { body } = await server.api.request<WorkerWire>('GET', `/workers/${task.runs[0]?.worker}`);
  return body.pid;
}

/** When the task's second run had its process, in Unix milliseconds. */
async function nextStart(server: RoleProcess, taskId: string): Promise<number> {
  return eventually(
    async () => {
      const { runs } = await server.api.task(taskId);
      const next = runs[1];
      return next?.status === 'running' && Date.parse(next.started_at);
    },
    { timeoutMs: 2 * AIM_SECONDS * 1000, intervalMs: 100 },
  );
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
