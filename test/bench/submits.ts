/** Accepted submits per second against the least that a server could do. */
import { TEST_TOKEN } from '../support/roleProcess.ts';
import { startFloor } from './floorProcess.ts';
import { postLoad } from './postLoad.ts';
import { median, report } from './report.ts';
import { withStores } from './withStores.ts';

const RUNS = 3;
const SUBMITS = 5000;
const CONNECTIONS = 64;

/** Due in an hour: what is measured is the submit alone. */
const waiting = { name: 'waits', project_id: 'default', command: 'true', delay_seconds: 3600 };

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  const floorServer = startFloor('floorServer.ts', [bench.databaseUrl]);
  try {
    const load = { body: JSON.stringify(waiting), count: SUBMITS, connections: CONNECTIONS };
    const floorUrl = await floorServer.line();
    const submitUrl = `${server.url}/api/v1/tasks`;
    const headers = { authorization: `Bearer ${TEST_TOKEN}` };
    const floor: number[] = [];
    const submits: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      floor.push(await postLoad({ ...load, url: floorUrl, headers: {} }));
      submits.push(await postLoad({ ...load, url: submitUrl, headers }));
    }
    report('submits', [
      { name: 'Hono and one committed insert', value: median(floor), unit: '/s' },
      {
        name: 'accepted submits',
        value: median(submits),
        unit: '/s',
        floor: median(floor),
        aim: '≥ 0.5, ≥ 4335 /s',
      },
    ]);
  } finally {
    await floorServer.stop();
  }
});
