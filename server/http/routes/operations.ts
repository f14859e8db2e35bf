import { createRoute } from '@hono/zod-openapi';
import { newOperationSchema, operationSchema, startedOperationSchema } from '#shared/operation.ts';
import { abortOperation } from '../../operations/abortOperation.ts';
import { findOperation, operationWire } from '../../operations/operationRow.ts';
import { startOperation } from '../../operations/startOperation.ts';
import type { Store } from '../../store/store.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, operationIdParam as params, problems } from '../documented.ts';

const tags = ['Operations'];
const security = bearer;

const start = createRoute({
  method: 'post',
  path: '/tasks/bulk',
  summary: 'Cancel, retry or redrive all tasks that match a filter',
  tags,
  security,
  request: { body: jsonBody(newOperationSchema) },
  responses: {
    202: jsonAnswer(startedOperationSchema, 'It is worked off in the background.'),
    ...problems(400, 422),
  },
});

const read = createRoute({
  method: 'get',
  path: '/operations/{id}',
  summary: 'How far an operation has come',
  tags,
  security,
  request: { params },
  responses: { 200: jsonAnswer(operationSchema, 'The operation.'), ...problems(404) },
});

const abort = createRoute({
  method: 'post',
  path: '/operations/{id}/abort',
  summary: 'Stop an operation; what it did stays done',
  tags,
  security,
  request: { params },
  responses: { 200: jsonAnswer(operationSchema, 'The operation, about to stop.'), ...problems(404, 409) },
});

/** @param deps.onStarted an operation waits to be worked off. */
export function operationRoutes({ store, onStarted }: { store: Store; onStarted: () => void }): ApiApp {
  const routes = createRoutes();
  routes.openapi(start, async (context) => {
    const id = await startOperation(store, context.req.valid('json'), context.get('caller'));
    onStarted();
    context.header('Location', `/api/v1/operations/${id}`);
    return context.json({ operation_id: id }, 202);
  });
  routes.openapi(read, async (context) =>
    context.json(operationWire(await findOperation(store, context.req.valid('param').id)), 200),
  );
  routes.openapi(abort, async (context) => {
    const { id } = context.req.valid('param');
    await abortOperation(store, id);
    return context.json(operationWire(await findOperation(store, id)), 200);
  });
  return routes;
}
