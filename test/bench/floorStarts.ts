/** A raw BullMQ worker that commits twice and starts `date` for each job. Prints what `date` says. */
import { spawn } from 'node:child_process';
import { Worker } from 'bullmq';
import { createPool } from 'mysql2/promise';
import { createLogger } from '../../server/logger.ts';
import { connectRedis } from '../../server/redis/redis.ts';
import { connectionOptions } from '../../server/store/connectionOptions.ts';

const [redisUrl = '', queue = '', databaseUrl = ''] = process.argv.slice(2);
const redis = connectRedis({ url: redisUrl, prefix: 'floor' }, 'patient', createLogger('warn', {}));
const pool = createPool(connectionOptions(databaseUrl));
await pool.query(
  'create table if not exists floor (id bigint auto_increment primary key, body json not null)',
);
const worker = new Worker(
  queue,
  async () => {
    for (let commit = 0; commit < 2; commit++) await pool.query(`insert into floor (body) values ('{}')`);
    spawn('date', ['+%s%N'], { stdio: ['ignore', 'inherit', 'inherit'] });
  },
  { connection: redis },
);
await worker.waitUntilReady();
console.log('works');
