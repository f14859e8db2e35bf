import { createRoute } from '@hono/zod-openapi';
import {
  createdTokenSchema,
  listTokensQuerySchema,
  newTokenSchema,
  tokenListSchema,
  tokenSchema,
} from '#shared/token.ts';
import { createToken, listTokens, readToken, revokeToken } from '../../access/tokens.ts';
import type { Store } from '../../store/store.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, problems, tokenIdParam } from '../documented.ts';

const tags = ['Tokens'];
const security = bearer;

const list = createRoute({
  method: 'get',
  path: '/tokens',
  summary: 'List tokens that may be used; never the tokens themselves',
  tags,
  security,
  request: { query: listTokensQuerySchema },
  responses: { 200: jsonAnswer(tokenListSchema, 'A page of tokens.'), ...problems(403, 422) },
});

const create = createRoute({
  method: 'post',
  path: '/tokens',
  summary: 'Make a token; it is shown this once',
  tags,
  security,
  request: { body: jsonBody(newTokenSchema) },
  responses: { 201: jsonAnswer(createdTokenSchema, 'The token.'), ...problems(400, 403, 422) },
});

const read = createRoute({
  method: 'get',
  path: '/tokens/{id}',
  summary: 'Read a token’s name, user and times; never the token itself',
  tags,
  security,
  request: { params: tokenIdParam },
  responses: { 200: jsonAnswer(tokenSchema, 'The token.'), ...problems(404) },
});

const revoke = createRoute({
  method: 'delete',
  path: '/tokens/{id}',
  summary: 'Revoke a token at once',
  tags,
  security,
  request: { params: tokenIdParam },
  responses: { 204: { description: 'It is of no use any more.' }, ...problems(404, 409) },
});

export function tokenRoutes({
  store,
  onAccessChanged,
}: {
  store: Store;
  onAccessChanged: () => void;
}): ApiApp {
  const routes = createRoutes();
  routes.openapi(list, async (context) =>
    context.json(await listTokens(store, context.req.valid('query'), context.get('caller')), 200),
  );
  routes.openapi(read, async (context) =>
    context.json(await readToken(store, context.req.valid('param').id, context.get('caller')), 200),
  );
  routes.openapi(create, async (context) => {
    context.header('Cache-Control', 'no-store');
    return context.json(await createToken(store, context.req.valid('json'), context.get('caller')), 201);
  });
  routes.openapi(revoke, async (context) => {
    await revokeToken(store, context.req.valid('param').id, context.get('caller'));
    onAccessChanged();
    return context.body(null, 204);
  });
  return routes;
}
