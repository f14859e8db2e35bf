import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../../server/logger.ts';
import { readProcess } from '../../../server/processes/processTable.ts';
import { connectRedis, DEFAULT_PREFIX, queuePrefix } from '../../../server/redis/redis.ts';
import { Guard } from '../../../server/worker/guard.ts';
import { JobFetcher } from '../../../server/worker/jobFetcher.ts';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

const log = createLogger('silent');

test('a job that was fetched by a worker that died before it claimed the task doesn’t stay in Redis', async () => {
  const { stores } = await switchyardForTest({ roles: 'api,dispatcher' });
  const redis = connectRedis({ url: stores.redisUrl, prefix: DEFAULT_PREFIX }, 'patient', log);
  onTestFinished(() => redis.disconnect());
  const queue = new Queue('normal', { connection: redis, prefix: queuePrefix(DEFAULT_PREFIX) });
  const fetcher = new JobFetcher(redis, DEFAULT_PREFIX, 'a worker that dies', ['normal']);
  // A job without a task is removed by the dispatcher's next look, if that comes first.
  await eventually(async () => {
    await queue.add('run', { taskId: randomUUID() });
    fetcher.added(['normal']);
    expect(await fetcher.take(2)).toHaveLength(1);
  });
  expect(await queue.getActiveCount()).toBe(1);
  await eventually(async () => (await queue.getActiveCount()) === 0, { timeoutMs: 30_000 });
  await Promise.all([fetcher.close(), queue.close()]);
});

test('a guard that was killed a moment ago doesn’t hold up the worker that stops', async () => {
  const guard = new Guard(log);
  const pid = guard.pid as number;
  process.kill(pid, 'SIGKILL');
  await eventually(() => readProcess(pid) === undefined);
  await guard.stop();
  expect(guard.pid).toBe(pid);
});
