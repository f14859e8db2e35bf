/** A worker process as it is, but that its commands do nothing: what is measured is all that is around them. */
import { loadConfig } from '../../server/config.ts';
import type { Executor } from '../../server/executors/executor.ts';
import { createExecutors } from '../../server/executors/registry.ts';
import { createLogger } from '../../server/logger.ts';
import { createMetrics } from '../../server/monitoring/metrics.ts';
import { createServices } from '../../server/services.ts';
import { Shutdown } from '../../server/shutdown.ts';
import { openStore } from '../../server/store/store.ts';
import { keepWorker } from '../../server/worker/keepWorker.ts';

const doNothing: Executor = async function* () {
  yield { type: 'started' };
  yield { type: 'completed', exitCode: 0, signal: null, result: null, byItself: true };
};

const config = loadConfig(process.env, process.cwd());
const log = createLogger('warn', { roles: 'worker' });
const shutdown = new Shutdown(log);
process.on('SIGTERM', async () => {
  await shutdown.run();
  process.exit(0);
});
const store = await openStore(config.databaseUrl ?? '');
shutdown.add('MySQL', () => store.close());
const services = createServices(config, store, createMetrics(), log, shutdown);
await services.live.whenAvailable(5000);
await keepWorker(services, { ...createExecutors(services), command: doNothing }, shutdown);
console.log('works');
