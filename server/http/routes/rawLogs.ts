import { createRoute } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { readRawLog } from '../../logs/rawLog.ts';
import type { Store } from '../../store/store.ts';
import { readTaskStatus } from '../../tasks/readTask.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, problems, taskIdParam } from '../documented.ts';

const read = createRoute({
  method: 'get',
  path: '/tasks/{id}/logs/raw',
  summary: 'Read what a Claude run said in its own format',
  description:
    'The messages of the CLI as NDJSON, all runs in order, without the parts of messages that came whole later. ' +
    'Empty for other kinds of task. While the task runs it is some seconds behind.',
  tags: ['Logs'],
  security: bearer,
  request: { params: taskIdParam },
  responses: {
    200: { description: 'Messages.', content: { 'application/x-ndjson': { schema: z.string() } } },
    ...problems(404),
  },
});

export function rawLogRoutes(deps: { store: Store; storageUrl: string }): ApiApp {
  const routes = createRoutes();
  routes.openapi(read, async (context) => {
    const { id } = context.req.valid('param');
    await readTaskStatus(deps.store, id);
    context.header('Content-Type', 'application/x-ndjson');
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Cache-Control', 'no-store');
    return stream(context, async (output) => {
      for await (const chunk of readRawLog(deps.storageUrl, id)) {
        if (output.aborted) return;
        await output.write(chunk);
      }
    }) as never;
  });
  return routes;
}
