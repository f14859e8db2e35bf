/** A raw BullMQ worker in a process of its own that does nothing for each of so many jobs. Prints jobs per second. */
import { Worker } from 'bullmq';
import { createLogger } from '../../server/logger.ts';
import { connectRedis } from '../../server/redis/redis.ts';

const [redisUrl = '', queue = '', jobs = '', concurrency = ''] = process.argv.slice(2);
const redis = connectRedis({ url: redisUrl, prefix: 'floor' }, 'patient', createLogger('warn', {}));
let begun = 0;
let done = 0;
const worker = new Worker(
  queue,
  async () => {
    begun ||= performance.now();
  },
  { connection: redis, concurrency: Number(concurrency), removeOnComplete: { count: 0 } },
);
worker.on('completed', () => {
  if (++done === Number(jobs)) console.log((done / (performance.now() - begun)) * 1000);
});
