import { Queue, Worker } from 'bullmq';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger } from '../../../server/logger.ts';
import { slotQueues } from '../../../server/queue/queueNames.ts';
import { connectRedis, queuePrefix } from '../../../server/redis/redis.ts';
import { JobFetcher } from '../../../server/worker/jobFetcher.ts';
import { freshStores } from '../../support/freshStores.ts';

const PREFIX = 'fetch';

test('jobs that were handed out are taken, also when another one of the same moment could not be', async () => {
  const stores = await freshStores();
  onTestFinished(() => stores.drop());
  const source = { url: stores.redisUrl, prefix: PREFIX };
  const redis = connectRedis(source, 'patient', createLogger('silent'));
  onTestFinished(() => redis.disconnect());
  const queue = new Queue('normal', { connection: redis, prefix: queuePrefix(PREFIX) });
  await queue.addBulk(['a', 'b', 'c', 'd'].map((taskId) => ({ name: 'run', data: { taskId } })));
  const fetcher = new JobFetcher(redis, PREFIX, 'worker', slotQueues);
  onTestFinished(async () => void (await Promise.all([fetcher.close(), queue.close()])));
  const idsOf = async (max: number) => (await fetcher.take(max)).map(({ taskId }) => taskId);
  expect(await idsOf(1)).toEqual(['a']);

  // The queues before this one are known to be empty, and two are asked for now: one answer is lost.
  const asking = vi.spyOn(Worker.prototype, 'getNextJob').mockRejectedValueOnce(new Error('cut off'));
  onTestFinished(() => asking.mockRestore());
  expect(await idsOf(2)).toEqual(['b']);
  asking.mockRejectedValueOnce(new Error('cut off'));
  await expect(fetcher.take(2)).rejects.toThrow('cut off');
  // After a failure one is asked for at a time again.
  expect([await idsOf(9), await idsOf(9)]).toEqual([['c'], ['d']]);
});
