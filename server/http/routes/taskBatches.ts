import { createRoute } from '@hono/zod-openapi';
import { submittedBatchSchema, taskBatchSchema, taskGraphSchema } from '#shared/taskGraph.ts';
import { readGraph } from '../../tasks/readGraph.ts';
import { submitBatch } from '../../tasks/submitBatch.ts';
import type { SubmitDeps } from '../../tasks/submitTask.ts';
import { newTaskWire } from '../../tasks/taskWire.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, problems, taskIdParam } from '../documented.ts';

const tags = ['Tasks'];
const security = bearer;

const submit = createRoute({
  method: 'post',
  path: '/tasks/batch',
  summary: 'Submit up to 1,000 tasks, all or none',
  tags,
  security,
  request: { body: jsonBody(taskBatchSchema) },
  responses: {
    201: jsonAnswer(submittedBatchSchema, 'The tasks, waiting.'),
    ...problems(400, 409, 413, 422),
  },
});

const graph = createRoute({
  method: 'get',
  path: '/tasks/{id}/graph',
  summary: 'The tasks that a task is connected with through dependencies',
  tags,
  security,
  request: { params: taskIdParam },
  responses: { 200: jsonAnswer(taskGraphSchema, 'Who waits for whom.'), ...problems(404) },
});

export function taskBatchRoutes(deps: SubmitDeps): ApiApp {
  const routes = createRoutes();
  routes.openapi(submit, async (context) => {
    const { rows, refs } = await submitBatch(deps, context.req.valid('json'), context.get('caller'));
    return context.json({ tasks: rows.map(newTaskWire), refs }, 201);
  });
  routes.openapi(graph, async (context) =>
    context.json(await readGraph(deps.store, context.req.valid('param').id), 200),
  );
  return routes;
}
