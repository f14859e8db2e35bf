/** From the submit to the start of the process, one task at a time, against the least that a queue could do. */
import { Queue } from 'bullmq';
import { WebSocket } from 'ws';
import { createLogger } from '../../server/logger.ts';
import { connectRedis } from '../../server/redis/redis.ts';
import { type RoleProcess, TEST_TOKEN } from '../support/roleProcess.ts';
import { startFloor } from './floorProcess.ts';
import { median, percentile, report } from './report.ts';
import { type Bench, withStores } from './withStores.ts';

const RUNS = 3;
const TASKS = 100;
/** Its output is the time at which it runs, in nanoseconds. */
const CLOCK = { command: 'date', args: ['+%s%N'] };

const now = () => performance.timeOrigin + performance.now();

/** Milliseconds from adding a job until the process that its worker starts tells the time. */
async function bareStarts({ redisUrl, databaseUrl }: Bench): Promise<number[]> {
  const redis = connectRedis({ url: redisUrl, prefix: 'floor' }, 'patient', createLogger('warn', {}));
  const queue = new Queue('starts', { connection: redis });
  const worker = startFloor('floorStarts.ts', [redisUrl, 'starts', databaseUrl]);
  const waits: number[] = [];
  await worker.line();
  for (let each = 0; each < TASKS; each++) {
    const begun = now();
    await queue.add('start', { taskId: 'a' }, { removeOnComplete: true });
    waits.push(Number(await worker.line()) / 1e6 - begun);
  }
  await worker.stop();
  await queue.close();
  redis.disconnect();
  return waits;
}

/** Milliseconds from sending the submit until the program tells the time, and until its event says that it runs. */
async function starts({ url, api }: RoleProcess): Promise<{ process: number[]; event: number[] }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events`, {
    headers: { authorization: `Bearer ${TEST_TOKEN}` },
  });
  const seen = new Map<string, number>();
  let onSeen = () => {};
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data));
    if (frame.op === 'event' && frame.event.status) {
      seen.set(`${frame.event.task_id} ${frame.event.status}`, now());
    }
    onSeen();
  });
  const next = () => new Promise<void>((resolve) => (onSeen = resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  const subscribed = next();
  socket.send(JSON.stringify({ op: 'subscribe', topics: ['tasks'] }));
  await subscribed;
  const waits = { process: [] as number[], event: [] as number[] };
  for (let each = 0; each < TASKS; each++) {
    const begun = now();
    const { id } = await api.submit(CLOCK);
    while (!seen.has(`${id} success`)) await next();
    const { stdout } = await api.task(id);
    waits.process.push(Number(stdout) / 1e6 - begun);
    waits.event.push((seen.get(`${id} running`) ?? Number.NaN) - begun);
  }
  socket.terminate();
  return waits;
}

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  await bench.start('worker', { SWITCHYARD_SLOTS: '2' });
  await starts(server);
  const measured: { name: string; part: number; floor: number[]; process: number[]; event: number[] }[] = [
    { name: 'p50', part: 0.5, floor: [], process: [], event: [] },
    { name: 'p99', part: 0.99, floor: [], process: [], event: [] },
  ];
  for (let run = 0; run < RUNS; run++) {
    const floor = await bareStarts(bench);
    const ours = await starts(server);
    for (const each of measured) {
      each.floor.push(percentile(floor, each.part));
      each.process.push(percentile(ours.process, each.part));
      each.event.push(percentile(ours.event, each.part));
    }
  }
  report(
    'starts',
    measured.flatMap(({ name, floor, process, event }) => [
      { name: `BullMQ add, two commits, bare spawn: ${name}`, value: median(floor), unit: 'ms' },
      {
        name: `submit to process: ${name}`,
        value: median(process),
        unit: 'ms',
        floor: median(floor),
        ...(name === 'p50' ? { aim: '≤ 3' } : {}),
      },
      {
        name: `submit to running event: ${name}`,
        value: median(event),
        unit: 'ms',
        floor: median(floor),
        aim: name === 'p50' ? '≤ 4.6 ms' : '≤ 6.1 ms',
      },
    ]),
  );
});
