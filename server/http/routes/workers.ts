import { createRoute } from '@hono/zod-openapi';
import { listOf } from '#shared/api.ts';
import { type WorkerWire, workerSchema } from '#shared/worker.ts';
import type { Store } from '../../store/store.ts';
import { listWorkers, readWorker, type SeenWorker } from '../../tasks/readWorkers.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, problems, workerIdParam } from '../documented.ts';

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

const read = createRoute({
  method: 'get',
  path: '/workers/{id}',
  summary: 'Read a worker',
  tags: ['Workers'],
  security: bearer,
  request: { params: workerIdParam },
  responses: { 200: jsonAnswer(workerSchema, 'The worker.'), ...problems(404) },
});

export function workerRoutes(store: Store): ApiApp {
  const routes = createRoutes();
  routes.openapi(list, async (context) => {
    const items = (await listWorkers(store)).map(workerWire);
    return context.json({ items, total: items.length, total_exact: true, next_cursor: null }, 200);
  });
  routes.openapi(read, async (context) =>
    context.json(workerWire(await readWorker(store, context.req.valid('param').id)), 200),
  );
  return routes;
}

function workerWire({ worker, active, held }: SeenWorker): WorkerWire {
  const { id, host, pid, version, status, slots, startedAt, lastSeenAt } = worker;
  const seen = { started_at: startedAt.toISOString(), last_seen_at: lastSeenAt.toISOString() };
  const load = (active - held) / Math.max(1, slots);
  const claude = {
    claude_version: worker.claudeVersion ?? null,
    claude_problem: worker.claudeProblem ?? null,
  };
  return { id, host, pid, version, status, slots, active, held, load, ...claude, ...seen };
}
