import { Agent, request } from 'node:http';
import { TEST_TOKEN } from '../support/roleProcess.ts';
import { percentile } from './report.ts';
import { withStores } from './withStores.ts';

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const post = (body: string) =>
    new Promise<number>((res, rej) => {
      const r = request(
        `${server.url}/api/v1/tasks`,
        {
          method: 'POST',
          agent,
          headers: { authorization: `Bearer ${TEST_TOKEN}`, 'content-type': 'application/json' },
        },
        (a) => {
          a.resume();
          a.on('end', () => res(a.statusCode ?? 0));
        },
      );
      r.on('error', rej);
      r.end(body);
    });
  const body = JSON.stringify({
    name: 'noop',
    project_id: 'default',
    command: 'true',
    max_retries: 0,
    delay_seconds: 3600,
  });
  for (const conc of [1, 64, 64]) {
    const n = conc === 1 ? 500 : 10000;
    let i = 0;
    const t0 = performance.now();
    const lat: number[] = [];
    await Promise.all(
      Array.from({ length: conc }, async () => {
        while (i++ < n) {
          const a = performance.now();
          const s = await post(body);
          if (s !== 201) throw new Error(String(s));
          lat.push(performance.now() - a);
        }
      }),
    );
    console.log(
      `submit conc ${conc}: ${((n / (performance.now() - t0)) * 1000).toFixed(0)}/s p50 ${percentile(lat, 0.5).toFixed(2)} p99 ${percentile(lat, 0.99).toFixed(2)}`,
    );
  }
  const worker = await bench.start('worker', { SWITCHYARD_SLOTS: '4' });
  // latency one at a time
  const now = { name: 'x', project_id: 'default', command: 'true', max_retries: 0 };
  const lat: number[] = [];
  for (let k = 0; k < 60; k++) {
    const { id } = await server.api.submit(now);
    const t = await server.api.reaches(id, 'success');
    const at = (to: string) => Date.parse(t.history.find((h) => h.to === to)!.at) - Date.parse(t.created_at);
    lat.push(at('running'));
    if (k > 55)
      console.log(
        'received',
        at('received'),
        'started',
        at('started'),
        'running',
        at('running'),
        'success',
        at('success'),
      );
  }
  console.log('submit→running p50', percentile(lat, 0.5), 'p99', percentile(lat, 0.99));
  for (const slots of [4]) {
    const n = 1000;
    const t0 = performance.now();
    let last = '';
    for (let k = 0; k < n; k++) last = (await server.api.submit(now)).id;
    console.log('submitted', performance.now() - t0);
    while (
      (
        await server.api.list('status=pending&status=received&status=started&status=running&limit=1&text=x')
      ).items.some((t) => t.name === 'x')
    )
      await new Promise((r) => setTimeout(r, 20));
    console.log(
      `true tasks with ${slots} slots: ${((n / (performance.now() - t0)) * 1000).toFixed(0)}/s`,
      last.slice(0, 4),
    );
  }
});
