import { createRoute } from '@hono/zod-openapi';
import { listTasksQuerySchema, taskListSchema } from '#shared/api.ts';
import { taskSchema } from '#shared/task.ts';
import { taskChangeSchema } from '#shared/taskChange.ts';
import { taskDefinitionSchema } from '#shared/taskDefinition.ts';
import { sentInputsSchema, taskInputSchema } from '#shared/taskInput.ts';
import type { Store } from '../../store/store.ts';
import type { Transitions } from '../../tasks/applyTransition.ts';
import { cancelTask } from '../../tasks/cancelTask.ts';
import { changeTask } from '../../tasks/changeTask.ts';
import { listInputs } from '../../tasks/inputs.ts';
import { LargeTotals } from '../../tasks/largeTotals.ts';
import { listTasks } from '../../tasks/listTasks.ts';
import { pauseTask, resumeTask } from '../../tasks/pauseTask.ts';
import type { Projects } from '../../tasks/projects.ts';
import { readTask, readTaskStatus, storedTask } from '../../tasks/readTask.ts';
import { retryTask } from '../../tasks/retryTask.ts';
import { sendInput } from '../../tasks/sendInput.ts';
import type { Signals } from '../../tasks/signals.ts';
import type { SubmitTask } from '../../tasks/submitTask.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, problems, taskIdParam } from '../documented.ts';

const tags = ['Tasks'];
const security = bearer;

const submit = createRoute({
  method: 'post',
  path: '/tasks',
  summary: 'Submit a task',
  tags,
  security,
  request: { body: jsonBody(taskDefinitionSchema) },
  responses: {
    200: jsonAnswer(taskSchema, 'The task that the idempotency key stands for already.'),
    201: jsonAnswer(taskSchema, 'The task, waiting.'),
    ...problems(400, 409, 422),
  },
});

const list = createRoute({
  method: 'get',
  path: '/tasks',
  summary: 'List tasks',
  tags,
  security,
  request: { query: listTasksQuerySchema },
  responses: { 200: jsonAnswer(taskListSchema, 'A page of tasks.'), ...problems(422) },
});

const read = createRoute({
  method: 'get',
  path: '/tasks/{id}',
  summary: 'Read a task with its history and runs',
  tags,
  security,
  request: { params: taskIdParam },
  responses: { 200: jsonAnswer(taskSchema, 'The task.'), ...problems(404) },
});

const control = (verb: 'cancel' | 'retry' | 'pause' | 'resume', summary: string) =>
  createRoute({
    method: 'post',
    path: `/tasks/{id}/${verb}`,
    summary,
    tags,
    security,
    request: { params: taskIdParam },
    responses: { 200: jsonAnswer(taskSchema, 'The task as it is now.'), ...problems(404, 409) },
  });

const change = createRoute({
  method: 'patch',
  path: '/tasks/{id}',
  summary: 'Change name, prompt, priority, deadline, tags or start time of a task that waits',
  tags,
  security,
  request: { params: taskIdParam, body: jsonBody(taskChangeSchema) },
  responses: { 200: jsonAnswer(taskSchema, 'The task as it is now.'), ...problems(400, 404, 409, 422) },
});

const input = createRoute({
  method: 'post',
  path: '/tasks/{id}/input',
  summary: 'Say something to a running task: a message to Claude, or keys for its terminal',
  tags,
  security,
  request: { params: taskIdParam, body: jsonBody(taskInputSchema) },
  responses: { 200: jsonAnswer(taskSchema, 'The task as it is now.'), ...problems(400, 404, 409, 422) },
});

const inputs = createRoute({
  method: 'get',
  path: '/tasks/{id}/inputs',
  summary: 'What was said to a task, and whether it has arrived; the latest thousand',
  tags,
  security,
  request: { params: taskIdParam },
  responses: { 200: jsonAnswer(sentInputsSchema, 'In the order in which it was said.'), ...problems(404) },
});

const cancel = control('cancel', 'Cancel a task; a running one is revoked when all its processes are dead');
const retry = control('retry', 'Try a failed task again at once');
const pause = control('pause', 'Stop every process of a running task where it is');
const resume = control('resume', 'Let a paused task go on');

export function taskRoutes(deps: {
  store: Store;
  transitions: Transitions;
  projects: Projects;
  signals: Signals;
  submitTask: SubmitTask;
  ageingSeconds: number;
}): ApiApp {
  const routes = createRoutes();
  const totals = new LargeTotals();
  routes.openapi(submit, async (context) => {
    const { taskId, created } = await deps.submitTask(context.req.valid('json'), context.get('caller'));
    context.header('Location', `/api/v1/tasks/${taskId}`);
    if (!created) return context.json(await readTask(deps, taskId), 200);
    return context.json(await storedTask(deps.store, created), 201);
  });
  routes.openapi(list, async (context) =>
    context.json(
      await listTasks({ store: deps.store, totals }, context.req.valid('query'), context.get('caller')),
      200,
    ),
  );
  routes.openapi(read, async (context) =>
    context.json(await readTask(deps, context.req.valid('param').id), 200),
  );
  routes.openapi(change, async (context) => {
    const { id } = context.req.valid('param');
    await changeTask(deps, id, context.req.valid('json'), context.get('caller'));
    return context.json(await readTask(deps, id), 200);
  });
  routes.openapi(input, async (context) => {
    const { id } = context.req.valid('param');
    await sendInput(deps, id, context.req.valid('json').text, context.get('caller'));
    return context.json(await readTask(deps, id), 200);
  });
  routes.openapi(inputs, async (context) => {
    const { id } = context.req.valid('param');
    await readTaskStatus(deps.store, id);
    return context.json(await listInputs(deps.store, id), 200);
  });
  const verbs = [
    [cancel, cancelTask],
    [retry, retryTask],
    [pause, pauseTask],
    [resume, resumeTask],
  ] as const;
  for (const [route, act] of verbs) {
    routes.openapi(route, async (context) => {
      const { id } = context.req.valid('param');
      await act(deps, id, context.get('caller'));
      return context.json(await readTask(deps, id), 200);
    });
  }
  return routes;
}
