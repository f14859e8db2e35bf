import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AppError, invalidFields, notFound, storeAway } from '../../../../server/errors.ts';
import { invalidRequest, problemResponse } from '../../../../server/http/problems.ts';
import { createLogger } from '../../../../server/logger.ts';
import { problemSchema } from '../../../../shared/problem.ts';

async function answerTo(error: unknown) {
  const app = new Hono();
  const log = createLogger('silent');
  app.get('/', (context) => problemResponse(error, context, log));
  const answer = await app.request('/');
  const body = (await answer.json()) as Record<string, unknown>;
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(problemSchema.parse(body)).toEqual(body);
  expect(body.status).toBe(answer.status);
  return { status: answer.status, body, headers: answer.headers };
}

const coded = (code: string, message = 'driver text', cause?: Error) =>
  Object.assign(new Error(message, cause && { cause }), { code });

test('an error of ours says its code, its text and what else it carries', async () => {
  const error = new AppError({ code: 'a.b', message: 'Text.', status: 409, extra: { allowed: ['x'] } });
  const { status, body } = await answerTo(error);
  expect(status).toBe(409);
  expect(body).toEqual({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'Text.',
    code: 'a.b',
    allowed: ['x'],
  });
});

test('not signed in comes with the scheme to sign in with', async () => {
  const { headers } = await answerTo(new AppError({ code: 'auth.x', message: 'x', status: 401 }));
  expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
});

test.each([
  ['refused', coded('ECONNREFUSED')],
  ['socket file gone', coded('ENOENT')],
  ['reset', coded('ECONNRESET')],
  ['lost', coded('PROTOCOL_CONNECTION_LOST')],
  ['shutting down', coded('ER_SERVER_SHUTDOWN')],
  ['wrapped by the entity manager', new Error('driver', { cause: coded('ECONNREFUSED') })],
  ['Redis closed', new Error('Connection is closed.')],
  ['Redis not connected', new Error("Stream isn't writeable and enableOfflineQueue options is false")],
  ['said by ourselves', storeAway('Redis', new Error('x'))],
])('a store that is away is 503, with when to try again: %s', async (_case, error) => {
  const { status, body, headers } = await answerTo(error);
  expect(status).toBe(503);
  expect(body.code).toBe('store.unavailable');
  expect(headers.get('retry-after')).toBe('1');
});

test.each([
  ['an error', new Error('password=hunter2 in /srv/secret')],
  ['a database error', coded('ER_DATA_TOO_LONG', 'hunter2')],
  ['a text', 'hunter2'],
  ['nothing', undefined],
])('of what nobody expected, nothing is told: %s', async (_case, error) => {
  const { status, body } = await answerTo(error);
  expect(status).toBe(500);
  expect(body.code).toBe('internal');
  expect(JSON.stringify(body)).not.toMatch(/hunter2|secret/);
});

test('a body that isn’t JSON is 400', async () => {
  expect(await answerTo(new HTTPException(400, { message: 'Malformed JSON' }))).toMatchObject({
    status: 400,
    body: { code: 'request.not_json' },
  });
});

test('unknown things are 404 and named', async () => {
  expect(await answerTo(notFound('task', 'x'))).toMatchObject({
    status: 404,
    body: { code: 'task.not_found', detail: expect.stringContaining('x') },
  });
});

test('wrong fields are 422, each with its path and what is wrong', async () => {
  const schema = z.strictObject({
    name: z.string(),
    tasks: z.array(z.strictObject({ name: z.string().min(1, 'must not be empty') })),
  });
  const { error } = schema.safeParse({
    tasks: [{ name: 'a' }, { name: 'b' }, { name: '', colour: 1 }],
    user_id: 1,
  });
  const { status, body } = await answerTo(invalidRequest(error as never));
  expect(status).toBe(422);
  expect(body.code).toBe('request.invalid');
  const sorted = (body.errors as { path: string }[]).toSorted((a, b) => a.path.localeCompare(b.path));
  expect(sorted).toEqual([
    { path: 'name', message: 'is required' },
    { path: 'tasks[2].colour', message: 'is not a known field' },
    { path: 'tasks[2].name', message: 'must not be empty' },
    { path: 'user_id', message: 'is not a known field' },
  ]);
});

test('the detail of several wrong fields names them all', () => {
  const { message } = invalidFields([
    { path: 'a', message: 'is bad' },
    { path: '', message: 'all is bad' },
  ]);
  expect(message).toBe('a: is bad; all is bad');
});
