import { createRoute } from '@hono/zod-openapi';
import { listOf } from '#shared/api.ts';
import { newProjectSchema, type Project, projectChangeSchema, projectSchema } from '#shared/project.ts';
import { toWire } from '#shared/wire.ts';
import { requireAdmin } from '../../access/identity.ts';
import { notFound } from '../../errors.ts';
import type { ProjectRow } from '../../store/project.entity.ts';
import type { Projects } from '../../tasks/projects.ts';
import type { Signals } from '../../tasks/signals.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, jsonBody, projectIdParam as params, problems } from '../documented.ts';

const tags = ['Projects'];
const security = bearer;
const projectListSchema = listOf(projectSchema).meta({ id: 'ProjectList' });

const list = createRoute({
  method: 'get',
  path: '/projects',
  summary: 'List projects',
  tags,
  security,
  responses: { 200: jsonAnswer(projectListSchema, 'All projects.'), ...problems() },
});

const read = createRoute({
  method: 'get',
  path: '/projects/{id}',
  summary: 'Read a project',
  tags,
  security,
  request: { params },
  responses: { 200: jsonAnswer(projectSchema, 'The project.'), ...problems(404) },
});

const create = createRoute({
  method: 'post',
  path: '/projects',
  summary: 'Create a project',
  tags,
  security,
  request: { body: jsonBody(newProjectSchema) },
  responses: { 201: jsonAnswer(projectSchema, 'The project.'), ...problems(400, 403, 409, 422) },
});

const change = createRoute({
  method: 'patch',
  path: '/projects/{id}',
  summary: 'Change a project',
  tags,
  security,
  request: { params, body: jsonBody(projectChangeSchema) },
  responses: { 200: jsonAnswer(projectSchema, 'The project.'), ...problems(400, 403, 404, 422) },
});

const remove = createRoute({
  method: 'delete',
  path: '/projects/{id}',
  summary: 'Remove a project that has neither tasks nor schedules',
  tags,
  security,
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...problems(403, 404, 409) },
});

export function projectRoutes({ projects, signals }: { projects: Projects; signals: Signals }): ApiApp {
  const routes = createRoutes();
  routes.openapi(list, async (context) => {
    const items = (await projects.list()).map(projectWire);
    return context.json({ items, total: items.length, total_exact: true, next_cursor: null }, 200);
  });
  routes.openapi(read, async (context) => {
    const { id } = context.req.valid('param');
    const project = await projects.find(id);
    if (!project) throw notFound('project', id);
    return context.json(projectWire(project), 200);
  });
  routes.openapi(create, async (context) => {
    requireAdmin(context.get('caller'));
    return context.json(projectWire(await projects.create(context.req.valid('json'))), 201);
  });
  routes.openapi(change, async (context) => {
    requireAdmin(context.get('caller'));
    const project = await projects.change(context.req.valid('param').id, context.req.valid('json'));
    // A higher limit may let tasks run that wait.
    signals.wakeDispatcher();
    return context.json(projectWire(project), 200);
  });
  routes.openapi(remove, async (context) => {
    requireAdmin(context.get('caller'));
    await projects.remove(context.req.valid('param').id);
    return context.body(null, 204);
  });
  return routes;
}

function projectWire({ priorityChangedAt: _, ...row }: ProjectRow): Project {
  return toWire({
    ...row,
    maxRunning: row.maxRunning ?? null,
    secrets: Object.keys(row.secrets ?? {}).sort(),
    claudePerMinute: row.claudePerMinute ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }) as Project;
}
