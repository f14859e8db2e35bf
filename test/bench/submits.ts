/** Accepted submits per second against the least that a server could do; and how long a task waits to run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { TEST_TOKEN } from '../support/roleProcess.ts';
import { postLoad } from './postLoad.ts';
import { median, percentile, report } from './report.ts';
import { withStores } from './withStores.ts';

const RUNS = 3;
const SUBMITS = 5000;
const CONNECTIONS = 64;
const TIMED_TASKS = 100;

/** Due in an hour: what is measured is the submit alone. */
const waiting = { name: 'waits', project_id: 'default', command: 'true', delay_seconds: 3600 };

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  const script = fileURLToPath(new URL('./floorServer.ts', import.meta.url));
  const floorServer = spawn(process.execPath, [script, bench.databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(floorServer.stdout, 'data')) as [Buffer];
    const body = JSON.stringify(waiting);
    const load = { body, count: SUBMITS, connections: CONNECTIONS };
    const submitUrl = `${server.url}/api/v1/tasks`;
    const headers = { authorization: `Bearer ${TEST_TOKEN}` };
    const floor: number[] = [];
    const submits: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      floor.push(await postLoad({ ...load, url: line.toString().trim(), headers: {} }));
      submits.push(await postLoad({ ...load, url: submitUrl, headers }));
    }
    report('submits', [
      { name: 'Hono and one committed insert', perSecond: median(floor) },
      { name: 'accepted submits', perSecond: median(submits), floor: median(floor), aim: 0.5 },
    ]);
  } finally {
    floorServer.kill();
  }

  await bench.start('worker', { SWITCHYARD_SLOTS: '2' });
  const waits: number[] = [];
  for (let each = 0; each < TIMED_TASKS; each++) {
    const { id } = await server.api.submit({ command: 'true' });
    const task = await server.api.reaches(id, 'success');
    const running = task.history.find(({ to }) => to === 'running')?.at ?? '';
    waits.push(Date.parse(running) - Date.parse(task.created_at));
  }
  const [p50, p99] = [percentile(waits, 0.5), percentile(waits, 0.99)];
  console.log(`submit to running, one task at a time: p50 ${p50} ms, p99 ${p99} ms`);
});
