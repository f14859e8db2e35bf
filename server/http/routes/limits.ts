import { createRoute } from '@hono/zod-openapi';
import { limitsChangeSchema, limitsSchema } from '#shared/queue.ts';
import type { Store } from '../../store/store.ts';
import { changeInstallationLimits, readInstallationLimits } from '../../tasks/installationLimits.ts';
import type { Signals } from '../../tasks/signals.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, problems } from '../documented.ts';

const tags = ['Queues'];
const security = bearer;

const read = createRoute({
  method: 'get',
  path: '/limits',
  summary: 'Read the limits of the installation',
  tags,
  security,
  responses: { 200: jsonAnswer(limitsSchema, 'The limits.'), ...problems() },
});

const change = createRoute({
  method: 'patch',
  path: '/limits',
  summary: 'Limit how much runs at once in the installation, and how much is started in a minute',
  tags,
  security,
  request: { body: jsonBody(limitsChangeSchema) },
  responses: { 200: jsonAnswer(limitsSchema, 'The limits as they are now.'), ...problems(400, 422) },
});

export function limitRoutes({ store, signals }: { store: Store; signals: Signals }): ApiApp {
  const routes = createRoutes();
  routes.openapi(read, async (context) => context.json(await readInstallationLimits(store), 200));
  routes.openapi(change, async (context) => {
    const limits = await changeInstallationLimits(store, context.req.valid('json'));
    signals.wakeDispatcher();
    return context.json(limits, 200);
  });
  return routes;
}
