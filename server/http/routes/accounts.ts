import { createRoute } from '@hono/zod-openapi';
import { accountChangeSchema, accountListSchema, accountSchema } from '#shared/account.ts';
import { requireAdmin } from '../../access/identity.ts';
import type { Store } from '../../store/store.ts';
import { changeAccount, listAccounts, readAccount } from '../../tasks/accounts.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, accountIdParam as params, problems } from '../documented.ts';

const tags = ['Accounts'];
const security = bearer;

const list = createRoute({
  method: 'get',
  path: '/accounts',
  summary: 'List what pays for Claude runs, by name: each from its first run on',
  tags,
  security,
  responses: { 200: jsonAnswer(accountListSchema, 'The accounts.'), ...problems() },
});

const read = createRoute({
  method: 'get',
  path: '/accounts/{id}',
  summary: 'Read an account: how much of it is used, and why its tasks wait',
  tags,
  security,
  request: { params },
  responses: { 200: jsonAnswer(accountSchema, 'The account.'), ...problems(404) },
});

const change = createRoute({
  method: 'patch',
  path: '/accounts/{id}',
  summary: 'Give an account a name',
  tags,
  security,
  request: { params, body: jsonBody(accountChangeSchema) },
  responses: { 200: jsonAnswer(accountSchema, 'The account.'), ...problems(400, 403, 404, 422) },
});

export function accountRoutes({ store }: { store: Store }): ApiApp {
  const routes = createRoutes();
  routes.openapi(list, async (context) => {
    const items = await listAccounts(store);
    return context.json({ items, total: items.length, total_exact: true, next_cursor: null }, 200);
  });
  routes.openapi(read, async (context) =>
    context.json(await readAccount(store, context.req.valid('param').id), 200),
  );
  routes.openapi(change, async (context) => {
    requireAdmin(context.get('caller'));
    const { id } = context.req.valid('param');
    return context.json(await changeAccount(store, id, context.req.valid('json')), 200);
  });
  return routes;
}
