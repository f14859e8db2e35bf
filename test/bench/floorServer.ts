/** The least that a server can do for a submit: take JSON, commit one row, answer. Run as a process of its own. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createPool } from 'mysql2/promise';
import { connectionOptions } from '../../server/store/connectionOptions.ts';

const pool = createPool({ ...connectionOptions(process.argv[2] ?? ''), connectionLimit: 10 });
await pool.query(
  'create table if not exists floor (id bigint auto_increment primary key, body json not null)',
);
const app = new Hono();
app.post('/', async (context) => {
  await pool.query('insert into floor (body) values (?)', [JSON.stringify(await context.req.json())]);
  return context.json({ ok: true }, 201);
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}/`),
);
