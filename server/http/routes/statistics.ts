import { createRoute } from '@hono/zod-openapi';
import {
  errorStatisticsQuerySchema,
  errorStatisticsSchema,
  performanceQuerySchema,
  performanceSchema,
  taskMetricsSchema,
  taskStatisticsQuerySchema,
  taskStatisticsSchema,
} from '#shared/statistics.ts';
import { readErrorStatistics } from '../../statistics/readErrorStatistics.ts';
import { readPerformance } from '../../statistics/readPerformance.ts';
import { readTaskMetrics } from '../../statistics/readTaskMetrics.ts';
import { readTaskStatistics } from '../../statistics/readTaskStatistics.ts';
import type { Store } from '../../store/store.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, problems } from '../documented.ts';

const tags = ['Statistics'];
const security = bearer;

const metrics = createRoute({
  method: 'get',
  path: '/metrics/tasks',
  summary: 'How busy the installation is',
  tags,
  security,
  responses: { 200: jsonAnswer(taskMetricsSchema, 'As of now.'), ...problems() },
});

const performance = createRoute({
  method: 'get',
  path: '/statistics/performance',
  summary: 'How long tasks took, by day',
  tags,
  security,
  request: { query: performanceQuerySchema },
  responses: { 200: jsonAnswer(performanceSchema, 'The latest day first.'), ...problems(422) },
});

const errors = createRoute({
  method: 'get',
  path: '/statistics/errors',
  summary: 'What runs failed with, by day',
  tags,
  security,
  request: { query: errorStatisticsQuerySchema },
  responses: { 200: jsonAnswer(errorStatisticsSchema, 'The latest day first.'), ...problems(422) },
});

const tasks = createRoute({
  method: 'get',
  path: '/tasks/statistics',
  summary: 'How tasks ended within a period',
  tags,
  security,
  request: { query: taskStatisticsQuerySchema },
  responses: { 200: jsonAnswer(taskStatisticsSchema, 'Counts and averages.'), ...problems(422) },
});

/** Must be added before the routes of single tasks, whose ids these paths could be. */
export function statisticsRoutes(store: Store): ApiApp {
  const routes = createRoutes();
  routes.openapi(metrics, async (context) => context.json(await readTaskMetrics(store), 200));
  routes.openapi(performance, async (context) =>
    context.json(await readPerformance(store, context.req.valid('query')), 200),
  );
  routes.openapi(errors, async (context) =>
    context.json(await readErrorStatistics(store, context.req.valid('query')), 200),
  );
  routes.openapi(tasks, async (context) =>
    context.json(await readTaskStatistics(store, context.req.valid('query')), 200),
  );
  return routes;
}
