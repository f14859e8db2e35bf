import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { insertRows } from '../../../server/store/sql.ts';
import { openStore } from '../../../server/store/store.ts';
import { readinessSchema } from '../../../shared/api.ts';
import { workerSchema } from '../../../shared/worker.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { readSources } from '../../unit/sourceFiles.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(() => switchyard.stop());

interface Operation {
  operationId?: string;
  summary?: string;
  security?: object[];
  requestBody?: object;
  parameters?: { name: string; in: string; schema: { type?: unknown; default?: unknown } }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Description {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

/** Without a token: the description is no secret. */
const get = (path: string) => fetch(switchyard.url + path);
const describedApi = async () => (await (await get('/api/v1/openapi.json')).json()) as Description;

function valuesIn(value: unknown, wanted: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === wanted && typeof item === 'string' ? [item] : valuesIn(item, wanted),
  );
}

describe('the description of the API', () => {
  test('is OpenAPI 3.1 with its required parts', async () => {
    const answer = await get('/api/v1/openapi.json');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const { openapi, info, paths, components } = (await answer.json()) as Description;
    expect(openapi).toMatch(/^3\.1\.\d+$/);
    expect(info.title).not.toBe('');
    expect(info.version).not.toBe('');
    expect(components.securitySchemes.bearer).toEqual({ type: 'http', scheme: 'bearer' });
    for (const [path, operations] of Object.entries(paths)) {
      expect(path).toMatch(/^\/api\/v1\//);
      for (const [method, operation] of Object.entries(operations)) {
        const where = `${method} ${path}`;
        expect([where, operation.summary]).toEqual([where, expect.stringMatching(/./)]);
        expect([where, operation.security]).toEqual([where, [{ bearer: [] }]]);
        const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const given = (operation.parameters ?? [])
          .filter((each) => each.in === 'path')
          .map(({ name }) => name);
        expect([where, given]).toEqual([where, named]);
        const statuses = Object.keys(operation.responses);
        expect([where, statuses.some((status) => /^2\d\d$/.test(status))]).toEqual([where, true]);
        expect([where, statuses]).toEqual([where, expect.arrayContaining(['401', '503'])]);
        for (const status of statuses.filter((each) => /^[45]/.test(each)))
          expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual([
            'application/problem+json',
          ]);
      }
    }
  });

  test('says what becomes of a body, a query or an id that can’t be taken', async () => {
    const { paths } = await describedApi();
    const missing = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody, parameters = [], responses }]) => {
        const given = (place: string) => parameters.some((each) => each.in === place);
        const wanted = [
          ...(requestBody ? ['400', '413', '422'] : []),
          ...(given('query') ? ['422'] : []),
          ...(given('path') ? ['404'] : []),
        ];
        return wanted
          .filter((status) => !(status in responses))
          .map((status) => `${method} ${path}: ${status}`);
      }),
    );
    expect(missing).toEqual([]);
  });

  test('refers to nothing that isn’t there', async () => {
    const description = await describedApi();
    const refs = new Set(valuesIn(description, '$ref'));
    expect(refs.size).toBeGreaterThan(5);
    for (const ref of refs) {
      const parts = ref.split('/').slice(1);
      const target = parts.reduce<unknown>(
        (at, part) => (at as Record<string, unknown> | undefined)?.[part],
        description,
      );
      expect([ref, typeof target]).toEqual([ref, 'object']);
    }
  });

  test('has patterns that others can match, too: a flag of ours would be a part of the text to them', async () => {
    const patterns = valuesIn(await describedApi(), 'pattern');
    expect(patterns.length).toBeGreaterThan(5);
    for (const pattern of patterns) expect(pattern).not.toMatch(/[^\\]\/[a-z]*$/);
    expect(patterns.filter((each) => new RegExp(each).test('team:a')).length).toBeGreaterThanOrEqual(2);
  });

  test('says of each parameter one type, of which its default is', async () => {
    const { paths } = await describedApi();
    const parameters = Object.values(paths).flatMap((operations) =>
      Object.values(operations).flatMap((operation) => operation.parameters ?? []),
    );
    expect(parameters.length).toBeGreaterThan(20);
    for (const { name, schema } of parameters) {
      expect([name, typeof schema.type]).toEqual([name, 'string']);
      if (schema.default === undefined) continue;
      const type = typeof schema.default === 'number' ? 'integer' : typeof schema.default;
      expect([name, schema.type]).toEqual([name, type]);
    }
    expect(parameters.find(({ name }) => name === 'follow')?.schema).toEqual({
      type: 'boolean',
      default: false,
    });
  });

  test('has every route that is written in the code, and the server serves every one that it has', async () => {
    const { paths } = await describedApi();
    const described = Object.entries(paths)
      .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
      .sort();
    const sources = readSources(['server/http/routes'])
      .map(({ text }) => text)
      .join('\n');
    const written = [...sources.matchAll(/path: ['`](\/[^'`]+)['`]/g)].map(([, path]) => `/api/v1${path}`);
    const patterns = written.map((path) => new RegExp(`^${path.replace(/\$\{[^}]+\}/g, '[a-z]+')}$`));
    for (const path of Object.keys(paths))
      expect([path, patterns.some((each) => each.test(path))]).toEqual([path, true]);
    for (const pattern of patterns)
      expect([String(pattern), Object.keys(paths).some((path) => pattern.test(path))]).toEqual([
        String(pattern),
        true,
      ]);
    for (const route of described) {
      const [method = '', path = ''] = route.split(' ');
      const answer = await switchyard.api.request<{ code?: string }>(
        method.toUpperCase(),
        path.replace('/api/v1', '').replace(/\{\w+\}/g, 'x'),
      );
      expect([route, answer.body.code === 'route.not_found']).toEqual([route, false]);
    }
  });
});

test('the page to read it with, and all that it loads, come from this server alone', async () => {
  const page = await get('/api/v1/docs');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'self'/);
  const html = await page.text();
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target]) => target as string);
  expect(loaded.length).toBeGreaterThanOrEqual(3);
  for (const target of loaded) {
    const url = new URL(target, `${switchyard.url}/api/v1/docs`);
    expect(url.origin).toBe(switchyard.url);
    const asset = await fetch(url);
    expect([target, asset.status]).toEqual([target, 200]);
    expect(asset.headers.get('content-type')).toMatch(/^text\/(css|javascript)/);
    const text = await asset.text();
    if (target.endsWith('.css')) expect(text).not.toMatch(/url\(["']?(https?:)?\/\//);
    if (target.endsWith('start.js')) expect(text).toContain(`'openapi.json'`);
  }
  expect(html).not.toMatch(/https?:\/\//);
});

describe('at the root of every process', () => {
  test.each(['api', 'dispatcher', 'worker', 'scheduler'])('of the role %s', async (role) => {
    const { url, stop } = await switchyard.start(role);
    onTestFinished(async () => void (await stop()));
    const health = await fetch(`${url}/healthz`);
    expect([health.status, await health.json()]).toMatchObject([200, { ok: true }]);
    const readiness = await eventually(async () => {
      const ready = await fetch(`${url}/readyz`);
      expect(ready.status).toBe(200);
      return readinessSchema.parse(await ready.json());
    });
    expect(readiness).toMatchObject({ ready: true, roles: [role] });
    expect(Object.keys(readiness.checks)).toEqual(expect.arrayContaining(['mysql', 'redis']));
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await metrics.text();
    expect(text).toMatch(/^# HELP process_resident_memory_bytes/m);
    expect(text.endsWith('\n')).toBe(true);
    for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#')))
      expect(line).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? (NaN|[+-]?(Inf|[0-9.e+-]+))$/);
    if (role !== 'api') {
      const elsewhere = await fetch(`${url}/api/v1/tasks`);
      expect(elsewhere.status).toBe(503);
      expect(elsewhere.headers.get('content-type')).toBe('application/problem+json');
    }
  });
});

test('figures count what was submitted and what became of it', async () => {
  const figure = async (name: string) => {
    const text = await (await get('/metrics')).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1] ?? 0,
    );
  };
  const before = await figure('switchyard_tasks_created_total');
  const silences = await figure('switchyard_alerts_total{alert_type="silent_run"}');
  const { id } = await switchyard.api.submit({ script: '' });
  await switchyard.api.reaches(id, 'success');
  expect(await figure('switchyard_tasks_created_total')).toBe(before + 1);
  expect(await figure('switchyard_task_transitions_total{status="success"}')).toBeGreaterThanOrEqual(1);
  const silent = { script: 'setInterval(() => {}, 60_000)', limits: { silence_seconds: 1 } };
  await switchyard.api.reaches((await switchyard.api.submit(silent)).id, 'failure');
  expect(await figure('switchyard_alerts_total{alert_type="silent_run"}')).toBe(silences + 1);
});

test('workers are listed with their slots and what they hold', async () => {
  const { api } = switchyard;
  const { id } = await api.submit({ script: 'setInterval(() => {}, 1000)' });
  const { runs } = await api.reaches(id, 'running');
  const { status, body } = await api.request<{ items: { id: string; active: number }[]; total: number }>(
    'GET',
    '/workers',
  );
  expect(status).toBe(200);
  expect(body.total).toBe(body.items.length);
  for (const worker of body.items) expect(workerSchema.parse(worker)).toEqual(worker);
  const worker = body.items.find((each) => each.id === runs[0]?.worker);
  expect(worker).toMatchObject({ status: 'live', slots: 2 });
  expect(worker?.active).toBeGreaterThanOrEqual(1);

  // However many have come and gone since it was started.
  const store = await openStore(switchyard.stores.databaseUrl);
  onTestFinished(() => store.close());
  const gone = { host: 'yard', pid: 1, process: 'yard', version: '0', status: 'stopped', slots: 1 };
  const at = new Date(Date.now() + 1000);
  const times = { startedAt: at, lastSeenAt: at, leaseUntil: at };
  const many = Array.from({ length: 250 }, () => ({ id: randomUUID(), ...gone, ...times }));
  await store.change(insertRows('workers', many));
  const later = await api.request<{ items: { id: string }[] }>('GET', '/workers');
  expect(later.body.items).toHaveLength(200);
  expect(later.body.items.map((each) => each.id)).toContain(worker?.id);
  await api.cancel(id);
  await api.reaches(id, 'revoked');
});
