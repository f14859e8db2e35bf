import { createRoute } from '@hono/zod-openapi';
import { submittedBatchSchema, taskBatchSchema, taskGraphSchema } from '#shared/taskGraph.ts';
import type { WaitReader } from '../../tasks/blockedOn.ts';
import { readGraph } from '../../tasks/readGraph.ts';
import { readTask, storedTasks } from '../../tasks/readTask.ts';
import { submitBatch } from '../../tasks/submitBatch.ts';
import type { SubmitDeps } from '../../tasks/submitTask.ts';
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
    200: jsonAnswer(submittedBatchSchema, 'The tasks that the idempotency keys stand for already.'),
    201: jsonAnswer(submittedBatchSchema, 'The tasks, waiting.'),
    ...problems(400, 409, 422),
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

export function taskBatchRoutes(deps: SubmitDeps & WaitReader): ApiApp {
  const routes = createRoutes();
  routes.openapi(submit, async (context) => {
    const batch = await submitBatch(deps, context.req.valid('json'), context.get('caller'));
    const { refs } = batch;
    if (batch.created)
      return context.json({ tasks: await storedTasks(deps.store, batch.created), refs }, 201);
    const tasks = await Promise.all(batch.taskIds.map((id) => readTask(deps, id)));
    return context.json({ tasks, refs }, 200);
  });
  routes.openapi(graph, async (context) =>
    context.json(await readGraph(deps.store, context.req.valid('param').id), 200),
  );
  return routes;
}
