import { withStores } from './withStores.ts';

await withStores(async (bench) => {
  const server = await bench.start('api,dispatcher,scheduler');
  const now = { name: 'x', project_id: 'default', command: 'true', max_retries: 0 };
  const worker = await bench.start('worker', {
    SWITCHYARD_SLOTS: '4',
    NODE_OPTIONS: '--cpu-prof --cpu-prof-dir=/tmp/prof',
  });
  const n = 400;
  for (let k = 0; k < n; k++) (await server.api.submit(now)).id;
  const t0 = performance.now();
  while (
    (await server.api.list('status=pending&status=received&status=started&status=running&limit=1')).items
      .length
  )
    await new Promise((r) => setTimeout(r, 20));
  console.log(`${((n / (performance.now() - t0)) * 1000).toFixed(0)}/s`);
  await worker.stop();
});
