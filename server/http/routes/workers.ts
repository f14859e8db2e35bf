import { createRoute } from '@hono/zod-openapi';
import { listOf } from '#shared/api.ts';
import { workerSchema } from '#shared/worker.ts';
import type { Store } from '../../store/store.ts';
import { listWorkers } from '../../tasks/workerLease.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, problems } from '../documented.ts';

const list = createRoute({
  method: 'get',
  path: '/workers',
  summary: 'List workers, the newest first',
  tags: ['Workers'],
  security: bearer,
  responses: {
    200: jsonAnswer(listOf(workerSchema).meta({ id: 'WorkerList' }), 'Workers that live or lived lately.'),
    ...problems(),
  },
});

export function workerRoutes(store: Store): ApiApp {
  const routes = createRoutes();
  routes.openapi(list, async (context) => {
    const workers = await listWorkers(store);
    const items = workers.map(({ worker, active }) => ({
      id: worker.id,
      host: worker.host,
      pid: worker.pid,
      version: worker.version,
      status: worker.status,
      slots: worker.slots,
      active,
      started_at: worker.startedAt.toISOString(),
      last_seen_at: worker.lastSeenAt.toISOString(),
    }));
    return context.json({ items, total: items.length, total_exact: true, next_cursor: null }, 200);
  });
  return routes;
}
