import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Problem, problemSchema } from '../../../shared/problem.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-folders-')));
const inside = join(root, 'inside');
mkdirSync(join(inside, 'deep'), { recursive: true });
mkdirSync(join(root, 'inside-not'));
symlinkSync('/etc', join(inside, 'way-out'));
symlinkSync(join(inside, 'deep'), join(inside, 'way-in'));

const UNKNOWN_ID = '0199a0c6-7d2b-7000-8000-000000000001';
const definition = { name: 'n', project_id: 'default', command: 'true', max_retries: 0 };

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
  const narrow = { id: 'narrow', folders: [inside], programs: ['true', '/bin/ls'] };
  expect((await switchyard.api.request('POST', '/projects', narrow)).status).toBe(201);
  expect((await switchyard.api.request('POST', '/projects', { id: 'empty' })).status).toBe(201);
});
afterAll(async () => {
  await switchyard.stop();
  rmSync(root, { recursive: true });
});

interface Request {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
}

/** Sends what no well-behaved client would, and checks that the answer is a problem document. */
async function problemOf({ method = 'GET', path, headers, body }: Request) {
  const answer = await fetch(switchyard.url + path, {
    method,
    headers: { authorization: `Bearer ${switchyard.token}`, ...headers },
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  } as RequestInit);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = problemSchema.parse(await answer.json()) as Problem;
  expect(problem.status).toBe(answer.status);
  return {
    problem,
    status: answer.status,
    code: problem.code,
    errors: problem.errors,
    headers: answer.headers,
  };
}

const submit = (body: unknown, headers?: Record<string, string>) =>
  problemOf({
    method: 'POST',
    path: '/api/v1/tasks',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('a body that can’t be read', () => {
  test.each([
    ['broken JSON', '{"name": ', 'application/json'],
    ['an empty body', '', 'application/json'],
    ['a text', '{}', 'text/plain'],
    ['a form', 'name=n', 'application/x-www-form-urlencoded'],
  ])('is 400: %s', async (_case, body, type) => {
    expect(await submit(body, { 'content-type': type })).toMatchObject({
      status: 400,
      code: 'request.not_json',
    });
  });

  test('is 400 where a text is not UTF-8: another name than was meant is no name', async () => {
    const body = Uint8Array.from(
      Buffer.from('{"name":"\xff\xfe","project_id":"default","command":"true"}', 'latin1'),
    );
    const headers = { 'content-type': 'application/json' };
    expect(await problemOf({ method: 'POST', path: '/api/v1/tasks', headers, body })).toMatchObject({
      status: 400,
      code: 'request.not_json',
    });
  });

  test('is 400 without any content type', async () => {
    const body = Uint8Array.from(Buffer.from('{}'));
    expect(await problemOf({ method: 'POST', path: '/api/v1/tasks', body })).toMatchObject({
      status: 400,
      code: 'request.not_json',
    });
  });

  test.each([
    ['a list', []],
    ['null', 'null'],
    ['a number', '1'],
  ])('is 422 if it is JSON, but %s', async (_case, body) => {
    expect(await submit(body)).toMatchObject({ status: 422, code: 'request.invalid' });
  });

  test('is 413 beyond 1 MiB, and whoever sends it gets the answer and not a reset', async () => {
    const huge = JSON.stringify({ ...definition, context: { text: 'x'.repeat(10 * 1024 * 1024) } });
    for (let attempt = 0; attempt < 5; attempt++)
      expect(await submit(huge)).toMatchObject({ status: 413, code: 'request.too_large' });
    expect((await switchyard.api.list()).total).toBe(0);
  });

  test('is 413 also when its length isn’t told before', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(64 * 1024));
    let left = 160;
    const body = new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const headers = { 'content-type': 'application/json' };
    expect(await problemOf({ method: 'POST', path: '/api/v1/tasks', body, headers })).toMatchObject({
      status: 413,
      code: 'request.too_large',
    });
  });

  test('a little below 1 MiB is taken', async () => {
    const args = Array.from({ length: 8 }, () => 'x'.repeat(130_000));
    const { status } = await switchyard.api.request('POST', '/tasks', { ...definition, args });
    expect(status).toBe(201);
  });
});

describe('who asks', () => {
  test.each([
    ['no token', undefined, 'auth.token_missing'],
    ['a scheme alone', 'Bearer', 'auth.token_missing'],
    ['another scheme', 'Basic YWRtaW46YWRtaW4=', 'auth.token_missing'],
    ['a wrong token', 'Bearer swy_wrong', 'auth.token_invalid'],
    ['the right one in capitals', 'Bearer SWY_TEST_0123456789ABCDEF', 'auth.token_invalid'],
  ])('is 401 with %s', async (_case, authorization, code) => {
    const headers = authorization === undefined ? undefined : { authorization };
    const answer = await fetch(`${switchyard.url}/api/v1/tasks`, headers ? { headers } : {});
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await answer.json()).toMatchObject({ status: 401, code });
  });

  test('a scheme in lower case is the same scheme', async () => {
    const headers = { authorization: `bearer ${switchyard.token}` };
    expect((await fetch(`${switchyard.url}/api/v1/tasks`, { headers })).status).toBe(200);
  });
});

describe('what isn’t there is 404', () => {
  test.each([
    ['GET', '/api/v1/nothing', 'route.not_found'],
    ['DELETE', '/api/v1/tasks', 'route.not_found'],
    ['PUT', `/api/v1/tasks/${UNKNOWN_ID}`, 'route.not_found'],
    ['GET', '/nothing', 'route.not_found'],
    ['GET', '/api/v2/tasks', 'route.not_found'],
    ['GET', '/api/v1/projects/unknown', 'project.not_found'],
    ['GET', '/api/v1/queues/unknown', 'queue.not_found'],
    ['POST', '/api/v1/queues/unknown/pause', 'queue.not_found'],
    ['GET', `/api/v1/tokens/${UNKNOWN_ID}`, 'token.not_found'],
    ['GET', `/api/v1/workers/${'a'.repeat(100)}`, 'worker.not_found'],
    ['GET', `/api/v1/dead-letters/${'a'.repeat(100)}`, 'dead_letter.not_found'],
    ['DELETE', `/api/v1/dead-letters/${UNKNOWN_ID}`, 'dead_letter.not_found'],
  ])('%s %s', async (method, path, code) => {
    expect(await problemOf({ method, path })).toMatchObject({ status: 404, code });
  });

  const long = 'a'.repeat(100);
  const nonsense = [UNKNOWN_ID, 'x', '0', '%20', '..%2f..%2fetc', "'%20or%201=1", '%00', 'ü', long];
  test.each(nonsense)('the task %s, whatever is wanted of it', async (id) => {
    for (const path of [
      `/api/v1/tasks/${id}`,
      `/api/v1/tasks/${id}/logs`,
      `/api/v1/tasks/${id}/logs?follow=true`,
    ])
      expect(await problemOf({ path })).toMatchObject({ status: 404, code: 'task.not_found' });
    for (const verb of ['cancel', 'retry'])
      expect(await problemOf({ method: 'POST', path: `/api/v1/tasks/${id}/${verb}` })).toMatchObject({
        status: 404,
        code: 'task.not_found',
      });
  });

  test('a task by an id with something added', async () => {
    const { id } = await switchyard.api.submit(definition);
    for (const path of [`${id}%20`, `${id}%09`, `%20${id}`, `${id}%20/logs`])
      expect(await problemOf({ path: `/api/v1/tasks/${path}` })).toMatchObject({
        status: 404,
        code: 'task.not_found',
      });
  });
});

test('a UUID in capitals is the same task: to read, to depend on, and to make', async () => {
  const { api } = switchyard;
  const id = '0199A0C6-7D2B-7000-8000-00000000ABCD';
  const made = await api.request<{ id: string }>('POST', '/tasks', { ...definition, id });
  expect(made).toMatchObject({ status: 201, body: { id: id.toLowerCase() } });
  expect(await api.request('GET', `/tasks/${id}`)).toMatchObject({
    status: 200,
    body: { id: made.body.id },
  });
  const next = await api.submit({ ...definition, depends_on: [id] });
  expect(next.depends_on).toEqual([id.toLowerCase()]);
});

describe('a task that can’t be taken is 422, with the field’s path', () => {
  test.each([
    ['an unknown project', { project_id: 'unknown' }, 'project_id'],
    ['an unknown dependency', { depends_on: ['01a20990-b0fe-7f2c-9d8d-199c17223f5d'] }, 'depends_on[0]'],
    ['a project with something added', { project_id: 'default ' }, 'project_id'],
    ['no command', { command: undefined }, 'command'],
    ['no name', { name: undefined }, 'name'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a user, which only the token names', { user_id: 'eve' }, 'user_id'],
    ['a wrong argument', { args: ['a', 7] }, 'args[1]'],
    ['an unknown kind', { kind: 'maintenance' }, 'kind'],
    ['a tag that no filter could name', { tags: { 'a:b': 'c' } }, 'tags.a:b'],
    ['a name that no variable has', { env: { 'A-B': 'c' } }, 'env.A-B'],
    [
      'a field that Claude doesn’t know',
      { kind: 'claude', context: { prompt: 'x', extra: 1 } },
      'context.extra',
    ],
    ['a limit that is none', { limits: { cpu_percent: -1 } }, 'limits.cpu_percent'],
  ])('%s', async (_case, fields, path) => {
    const { status, code, errors } = await submit({ ...definition, ...fields });
    expect([status, code]).toEqual([422, 'request.invalid']);
    expect(errors?.map((each) => each.path)).toEqual([path]);
  });

  test('all wrong fields are told at once', async () => {
    const { errors } = await submit({ ...definition, name: '', priority: 99 });
    expect(errors?.map(({ path }) => path).sort()).toEqual(['name', 'priority']);
  });

  test.each([
    ['another folder', '/etc'],
    ['a way out with ..', `${inside}/../inside-not`],
    ['a relative way out', '../inside-not'],
    ['a name that only begins the same', `${inside}-not`],
    ['a link that leads outside', join(inside, 'way-out')],
    ['a folder behind that link', 'way-out/ssh'],
    ['a folder behind that link that isn’t there', 'way-out/new/folder'],
  ])('a folder outside of the project’s: %s', async (_case, folder) => {
    const task = { ...definition, project_id: 'narrow', working_dir: folder };
    const { status, errors } = await submit(task);
    expect(status).toBe(422);
    expect(errors).toMatchObject([{ path: 'working_dir', message: expect.stringContaining('outside') }]);
  });

  test.each([
    [undefined, inside],
    ['deep', join(inside, 'deep')],
    ['way-in', join(inside, 'way-in')],
    ['not/there/yet', join(inside, 'not/there/yet')],
  ])('but a folder inside is taken: %s', async (folder, expected) => {
    const task = { ...definition, project_id: 'narrow', ...(folder ? { working_dir: folder } : {}) };
    const { status, body } = await switchyard.api.request<{ working_dir: string }>('POST', '/tasks', task);
    expect(status).toBe(201);
    expect(body.working_dir).toBe(expected);
  });

  test.each(['ls', '/bin/true', 'sh', './true'])(
    'a program that the project doesn’t list: %s',
    async (command) => {
      const { status, errors } = await submit({ ...definition, project_id: 'narrow', command });
      expect(status).toBe(422);
      expect(errors?.map(({ path }) => path)).toEqual(['command']);
    },
  );

  test('a project without folders takes nothing', async () => {
    const { status, errors } = await submit({ ...definition, project_id: 'empty' });
    expect(status).toBe(422);
    expect(errors?.map(({ path }) => path).sort()).toEqual(['command', 'working_dir']);
  });

  test('what the databases couldn’t keep', async () => {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
    expect((await submit({ ...definition, context: { deep: deep(500) } })).status).toBe(422);
    expect((await submit({ ...definition, working_dir: `/${'x/'.repeat(40_000)}` })).status).toBe(422);
    const deepest = { ...definition, context: { deep: deep(29) } };
    expect((await switchyard.api.request('POST', '/tasks', deepest)).status).toBe(201);
  });
});

test('a body of any depth is answered', async () => {
  const body = `{"name":"n","project_id":"default","command":"true","context":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;
  expect((await submit(body)).status).toBe(422);
});

test('an id that is taken is 409', async () => {
  const task = { ...definition, id: '0199a0c6-7d2b-7000-8000-00000000000f' };
  expect((await switchyard.api.request('POST', '/tasks', task)).status).toBe(201);
  expect(await submit(task)).toMatchObject({ status: 409, code: 'task.id_taken' });
});

test('of many that take the same id at once, one gets it', async () => {
  const task = { ...definition, id: '0199a0c6-7d2b-7000-8000-0000000000ff' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => switchyard.api.request('POST', '/tasks', task)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
});
