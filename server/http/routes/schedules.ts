import { createRoute } from '@hono/zod-openapi';
import { listOf, TOTAL_COUNTED_MAX } from '#shared/api.ts';
import {
  listSchedulesQuerySchema,
  newScheduleSchema,
  scheduleChangeSchema,
  schedulePreviewQuerySchema,
  schedulePreviewSchema,
  scheduleSchema,
} from '#shared/schedule.ts';
import { changeSchedule } from '../../schedules/changeSchedule.ts';
import { createSchedule, type ScheduleDeps } from '../../schedules/createSchedule.ts';
import { nextTimes } from '../../schedules/cronTimes.ts';
import { deleteSchedule } from '../../schedules/deleteSchedule.ts';
import { listSchedules, readSchedule } from '../../schedules/listSchedules.ts';
import { NEXT_RUNS, scheduleWire } from '../../schedules/scheduleWire.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, scheduleIdParam as params, problems } from '../documented.ts';

const tags = ['Schedules'];
const security = bearer;
const scheduleListSchema = listOf(scheduleSchema).meta({ id: 'ScheduleList' });

const list = createRoute({
  method: 'get',
  path: '/schedules',
  summary: 'List schedules, the oldest first',
  tags,
  security,
  request: { query: listSchedulesQuerySchema },
  responses: { 200: jsonAnswer(scheduleListSchema, 'A page of schedules.'), ...problems(422) },
});

const read = createRoute({
  method: 'get',
  path: '/schedules/{id}',
  summary: 'Read a schedule',
  tags,
  security,
  request: { params },
  responses: { 200: jsonAnswer(scheduleSchema, 'The schedule.'), ...problems(404) },
});

const create = createRoute({
  method: 'post',
  path: '/schedules',
  summary: 'Create a schedule',
  tags,
  security,
  request: { body: jsonBody(newScheduleSchema) },
  responses: { 201: jsonAnswer(scheduleSchema, 'The schedule.'), ...problems(400, 422) },
});

const change = createRoute({
  method: 'patch',
  path: '/schedules/{id}',
  summary: 'Change a schedule; its next time is found anew when its times change or it is enabled',
  tags,
  security,
  request: { params, body: jsonBody(scheduleChangeSchema) },
  responses: { 200: jsonAnswer(scheduleSchema, 'The schedule.'), ...problems(400, 404, 422) },
});

const remove = createRoute({
  method: 'delete',
  path: '/schedules/{id}',
  summary: 'Delete a schedule; the tasks that it made stay',
  tags,
  security,
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...problems(404) },
});

const preview = createRoute({
  method: 'post',
  path: '/schedules/preview',
  summary: 'The next five times of a cron expression',
  tags,
  security,
  request: { body: jsonBody(schedulePreviewQuerySchema) },
  responses: { 200: jsonAnswer(schedulePreviewSchema, 'Times in UTC.'), ...problems(400, 422) },
});

export function scheduleRoutes(deps: ScheduleDeps): ApiApp {
  const routes = createRoutes();
  routes.openapi(preview, (context) => {
    const times = nextTimes(context.req.valid('json'), new Date(), NEXT_RUNS);
    return context.json({ next_runs: times.map((time) => time.toISOString()) }, 200);
  });
  routes.openapi(list, async (context) => {
    const { rows, total, nextCursor } = await listSchedules(deps.store, context.req.valid('query'));
    const now = new Date();
    return context.json(
      {
        items: rows.map((row) => scheduleWire(row, now)),
        total: Math.min(total, TOTAL_COUNTED_MAX),
        total_exact: total <= TOTAL_COUNTED_MAX,
        next_cursor: nextCursor,
      },
      200,
    );
  });
  routes.openapi(read, async (context) => {
    const row = await readSchedule(deps.store, context.req.valid('param').id);
    return context.json(scheduleWire(row, new Date()), 200);
  });
  routes.openapi(create, async (context) => {
    const row = await createSchedule(deps, context.req.valid('json'), context.get('caller'));
    context.header('Location', `/api/v1/schedules/${row.id}`);
    return context.json(scheduleWire(row, new Date()), 201);
  });
  routes.openapi(change, async (context) => {
    const row = await changeSchedule(deps, context.req.valid('param').id, context.req.valid('json'));
    return context.json(scheduleWire(row, new Date()), 200);
  });
  routes.openapi(remove, async (context) => {
    await deleteSchedule(deps.store, context.req.valid('param').id);
    return context.body(null, 204);
  });
  return routes;
}
