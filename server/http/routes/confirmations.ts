import { createRoute } from '@hono/zod-openapi';
import {
  confirmationAnswerSchema,
  confirmationInFullSchema,
  confirmationListSchema,
  confirmationSchema,
  listConfirmationsQuerySchema,
} from '#shared/confirmation.ts';
import { answerConfirmation } from '../../confirmations/answerConfirmation.ts';
import { listConfirmations } from '../../confirmations/listConfirmations.ts';
import { readConfirmation } from '../../confirmations/readConfirmation.ts';
import type { Store } from '../../store/store.ts';
import type { Transitions } from '../../tasks/applyTransition.ts';
import type { Projects } from '../../tasks/projects.ts';
import type { Signals } from '../../tasks/signals.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, confirmationIdParam as params, problems } from '../documented.ts';

const tags = ['Confirmations'];
const security = bearer;

const list = createRoute({
  method: 'get',
  path: '/confirmations',
  summary: 'List the questions of runs, the latest first',
  tags,
  security,
  request: { query: listConfirmationsQuerySchema },
  responses: { 200: jsonAnswer(confirmationListSchema, 'A page of confirmations.'), ...problems(422) },
});

const read = createRoute({
  method: 'get',
  path: '/confirmations/{id}',
  summary: 'Read a question and what became of it',
  tags,
  security,
  request: { params },
  responses: {
    200: jsonAnswer(confirmationInFullSchema, 'The confirmation, with its tool and input.'),
    ...problems(404),
  },
});

const answer = createRoute({
  method: 'post',
  path: '/confirmations/{id}/answer',
  summary: 'Answer a question; the first answer stays',
  tags,
  security,
  request: { params, body: jsonBody(confirmationAnswerSchema) },
  responses: {
    200: jsonAnswer(confirmationSchema, 'The confirmation, answered.'),
    ...problems(400, 403, 404, 409, 422),
  },
});

export function confirmationRoutes(deps: {
  store: Store;
  transitions: Transitions;
  projects: Projects;
  signals: Signals;
}): ApiApp {
  const routes = createRoutes();
  routes.openapi(list, async (context) =>
    context.json(await listConfirmations(deps.store, context.req.valid('query')), 200),
  );
  routes.openapi(read, async (context) =>
    context.json(await readConfirmation(deps.store, context.req.valid('param').id), 200),
  );
  routes.openapi(answer, async (context) => {
    const { id } = context.req.valid('param');
    return context.json(
      await answerConfirmation(deps, id, context.req.valid('json'), context.get('caller')),
      200,
    );
  });
  return routes;
}
