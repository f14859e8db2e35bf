import { createRoute } from '@hono/zod-openapi';
import { listOf } from '#shared/api.ts';
import { limitChangeSchema, type QueueWire, queueNames, queueSchema } from '#shared/queue.ts';
import type { EventPublisher } from '../../events/eventPublisher.ts';
import type { Store } from '../../store/store.ts';
import { type Limit, setLimit } from '../../tasks/limits.ts';
import { readQueues } from '../../tasks/readQueues.ts';
import type { Signals } from '../../tasks/signals.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, problems, queueNameParam } from '../documented.ts';

const tags = ['Queues'];
const security = bearer;

const list = createRoute({
  method: 'get',
  path: '/queues',
  summary: 'List the queues, the most urgent first',
  tags,
  security,
  responses: { 200: jsonAnswer(listOf(queueSchema).meta({ id: 'QueueList' }), 'The queues.'), ...problems() },
});

const read = createRoute({
  method: 'get',
  path: '/queues/{name}',
  summary: 'Read a queue',
  tags,
  security,
  request: { params: queueNameParam },
  responses: { 200: jsonAnswer(queueSchema, 'The queue.'), ...problems(404) },
});

const pause = (verb: 'pause' | 'resume', summary: string) =>
  createRoute({
    method: 'post',
    path: `/queues/{name}/${verb}`,
    summary,
    tags,
    security,
    request: { params: queueNameParam },
    responses: { 200: jsonAnswer(queueSchema, 'The queue as it is now.'), ...problems(404) },
  });

const change = createRoute({
  method: 'patch',
  path: '/queues/{name}',
  summary: 'Limit how much of a queue runs at once',
  tags,
  security,
  request: { params: queueNameParam, body: jsonBody(limitChangeSchema) },
  responses: { 200: jsonAnswer(queueSchema, 'The queue as it is now.'), ...problems(400, 404, 422) },
});

export function queueRoutes(deps: { store: Store; signals: Signals; publisher: EventPublisher }): ApiApp {
  const routes = createRoutes();
  const readAll = () => readQueues(deps.store, queueNames);
  const readOne = async (name: string) => (await readAll()).find((queue) => queue.name === name) as QueueWire;
  const set = async (name: string, limit: Partial<Limit>) => {
    await setLimit(deps.store, 'queue', name, limit);
    deps.signals.wakeDispatcher();
    const queue = await readOne(name);
    deps.publisher.publish([{ type: 'queue.changed', queue, at: new Date().toISOString() }]);
    return queue;
  };

  routes.openapi(list, async (context) => {
    const items = await readAll();
    return context.json({ items, total: items.length, total_exact: true, next_cursor: null }, 200);
  });
  routes.openapi(read, async (context) => context.json(await readOne(context.req.valid('param').name), 200));
  routes.openapi(
    pause('pause', 'Admit and start nothing more of a queue; what runs goes on'),
    async (context) => context.json(await set(context.req.valid('param').name, { paused: true }), 200),
  );
  routes.openapi(pause('resume', 'Go on with a queue'), async (context) =>
    context.json(await set(context.req.valid('param').name, { paused: false }), 200),
  );
  routes.openapi(change, async (context) => {
    const { max_running: maxRunning } = context.req.valid('json');
    return context.json(await set(context.req.valid('param').name, { maxRunning }), 200);
  });
  return routes;
}
