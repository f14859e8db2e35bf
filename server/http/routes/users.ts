import { createRoute } from '@hono/zod-openapi';
import {
  listUsersQuerySchema,
  newUserSchema,
  userChangeSchema,
  userListSchema,
  userSchema,
} from '#shared/user.ts';
import { requireAdmin } from '../../access/identity.ts';
import { changeUser, createUser, deleteUser, listUsers, readUser } from '../../access/users.ts';
import type { Store } from '../../store/store.ts';
import type { Signals } from '../../tasks/signals.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, userIdParam as params, problems } from '../documented.ts';

const tags = ['Users'];
const security = bearer;

const list = createRoute({
  method: 'get',
  path: '/users',
  summary: 'List users, the newest first',
  tags,
  security,
  request: { query: listUsersQuerySchema },
  responses: { 200: jsonAnswer(userListSchema, 'A page of users.'), ...problems(403, 422) },
});

const read = createRoute({
  method: 'get',
  path: '/users/{id}',
  summary: 'Read a user',
  tags,
  security,
  request: { params },
  responses: { 200: jsonAnswer(userSchema, 'The user.'), ...problems(403, 404) },
});

const create = createRoute({
  method: 'post',
  path: '/users',
  summary: 'Create a user',
  tags,
  security,
  request: { body: jsonBody(newUserSchema) },
  responses: { 201: jsonAnswer(userSchema, 'The user.'), ...problems(400, 403, 409, 422) },
});

const change = createRoute({
  method: 'patch',
  path: '/users/{id}',
  summary: 'Change a user',
  tags,
  security,
  request: { params, body: jsonBody(userChangeSchema) },
  responses: { 200: jsonAnswer(userSchema, 'The user.'), ...problems(400, 403, 404, 409, 422) },
});

const remove = createRoute({
  method: 'delete',
  path: '/users/{id}',
  summary: 'Delete a user and revoke the user’s tokens; tasks stay',
  tags,
  security,
  request: { params },
  responses: { 204: { description: 'The user is gone.' }, ...problems(403, 404, 409) },
});

export function userRoutes({
  store,
  signals,
  onAccessChanged,
}: {
  store: Store;
  signals: Signals;
  onAccessChanged: () => void;
}): ApiApp {
  const routes = createRoutes();
  routes.openapi(list, async (context) => {
    requireAdmin(context.get('caller'));
    return context.json(await listUsers(store, context.req.valid('query')), 200);
  });
  routes.openapi(read, async (context) => {
    requireAdmin(context.get('caller'));
    return context.json(await readUser(store, context.req.valid('param').id), 200);
  });
  routes.openapi(create, async (context) => {
    requireAdmin(context.get('caller'));
    return context.json(await createUser(store, context.req.valid('json')), 201);
  });
  routes.openapi(change, async (context) => {
    requireAdmin(context.get('caller'));
    const user = await changeUser(store, context.req.valid('param').id, context.req.valid('json'));
    onAccessChanged();
    // A higher limit may let tasks run that wait.
    signals.wakeDispatcher();
    return context.json(user, 200);
  });
  routes.openapi(remove, async (context) => {
    requireAdmin(context.get('caller'));
    await deleteUser(store, context.req.valid('param').id);
    onAccessChanged();
    return context.body(null, 204);
  });
  return routes;
}
