import { createRoute } from '@hono/zod-openapi';
import {
  deadLetterListSchema,
  deadLetterSchema,
  listDeadLettersQuerySchema,
  redrivenSchema,
  redriveSchema,
} from '#shared/deadLetter.ts';
import { dismissDeadLetter } from '../../deadLetters/dismissDeadLetter.ts';
import { listDeadLetters, readDeadLetter } from '../../deadLetters/listDeadLetters.ts';
import { redrive } from '../../deadLetters/redrive.ts';
import type { RetryDeps } from '../../tasks/retryTask.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, deadLetterIdParam as params, problems } from '../documented.ts';

const tags = ['Dead letters'];
const security = bearer;

const list = createRoute({
  method: 'get',
  path: '/dead-letters',
  summary: 'List tasks that failed for good, the latest first',
  tags,
  security,
  request: { query: listDeadLettersQuerySchema },
  responses: { 200: jsonAnswer(deadLetterListSchema, 'A page of dead letters.'), ...problems(422) },
});

const read = createRoute({
  method: 'get',
  path: '/dead-letters/{task_id}',
  summary: 'Read a dead letter',
  tags,
  security,
  request: { params },
  responses: { 200: jsonAnswer(deadLetterSchema, 'The dead letter.'), ...problems(404) },
});

const dismiss = createRoute({
  method: 'delete',
  path: '/dead-letters/{task_id}',
  summary: 'Take a failure off the list; its task stays as it is',
  tags,
  security,
  request: { params },
  responses: { 204: { description: 'It is off the list.' }, ...problems(404) },
});

const redriveRoute = createRoute({
  method: 'post',
  path: '/dead-letters/redrive',
  summary: 'Try up to 1,000 failed tasks again, each with a fresh budget of retries',
  tags,
  security,
  request: { body: jsonBody(redriveSchema) },
  responses: { 200: jsonAnswer(redrivenSchema, 'What became of each.'), ...problems(400, 422) },
});

export function deadLetterRoutes(deps: RetryDeps): ApiApp {
  const routes = createRoutes();
  routes.openapi(list, async (context) =>
    context.json(await listDeadLetters(deps.store, context.req.valid('query'), context.get('caller')), 200),
  );
  routes.openapi(read, async (context) =>
    context.json(await readDeadLetter(deps.store, context.req.valid('param').task_id), 200),
  );
  routes.openapi(dismiss, async (context) => {
    await dismissDeadLetter(deps.store, context.req.valid('param').task_id);
    return context.body(null, 204);
  });
  routes.openapi(redriveRoute, async (context) =>
    context.json(await redrive(deps, context.req.valid('json').task_ids, context.get('caller')), 200),
  );
  return routes;
}
