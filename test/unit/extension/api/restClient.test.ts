import { describe, expect, test } from 'vitest';
import { isNotFound, isTokenRefused, mayPass } from '../../../../extension/api/apiError.ts';
import { RestClient } from '../../../../extension/api/restClient.ts';
import { confirmation } from '../../../support/confirmation.ts';
import { fakeServer, problem, sendJson } from '../../../support/fakeServer.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const list = { items: [taskSummary()], total: 1, total_exact: true, next_cursor: null };
const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('it should have failed');
    },
    (error) => error,
  );

describe('the client', () => {
  test('sends the token and reads the answer', async () => {
    let seen: string | undefined;
    const { url } = await fakeServer((request, response) => {
      seen = `${request.headers.authorization} ${request.url}`;
      sendJson(response, 200, list);
    });
    const answer = await new RestClient({ url, token: 'swy_1' }).listTasks('limit=1');
    expect(answer.items[0]?.name).toBe('npm test');
    expect(seen).toBe('Bearer swy_1 /api/v1/tasks?limit=1');
  });

  test('says that the server is away when nothing answers', async () => {
    const { url, stop } = await fakeServer(() => {});
    await stop();
    const error = await failureOf(new RestClient({ url, token: 't' }).listTasks(''));
    expect(error.message).toMatch(/^No Switchyard server answers at http:\S+ \(.*ECONNREFUSED/);
    expect(mayPass(error)).toBe(true);
  });

  test('says in plain words what the system says of TLS', async () => {
    const { url } = await fakeServer((_request, response) => response.end('{}'));
    const safe = new RestClient({ url: url.replace('http:', 'https:'), token: 't' });
    const error = await failureOf(safe.listTasks(''));
    expect(error.message).toMatch(/\(it speaks http, not https, ERR_SSL_WRONG_VERSION_NUMBER\)\.$/);
  });

  test('tells a refused token, and names each wrong field', async () => {
    const { url } = await fakeServer((request, response) =>
      request.method === 'GET'
        ? sendJson(response, 401, problem(401, 'auth.token_invalid', 'The token is unknown.'))
        : sendJson(
            response,
            422,
            problem(422, 'request.invalid', 'A field is wrong.', {
              errors: [{ path: 'working_dir', message: 'is not in the project' }],
            }),
          ),
    );
    const client = new RestClient({ url, token: 't' });
    const refused = await failureOf(client.listTasks(''));
    expect(isTokenRefused(refused)).toBe(true);
    expect(refused.message).toBe('The token is unknown.');
    const invalid = await failureOf(client.submitTask({ name: 'a', project_id: 'p', command: 'c' }));
    expect(invalid.message).toBe('working_dir: is not in the project');
    expect(mayPass(invalid)).toBe(false);
  });

  test('knows what is no Switchyard server', async () => {
    const { url } = await fakeServer((_request, response) => response.end('<html>'));
    const error = await failureOf(new RestClient({ url, token: 't' }).listTasks(''));
    expect(error.message).toContain('not a Switchyard server');
    const { url: other } = await fakeServer((_request, response) => sendJson(response, 200, { items: 7 }));
    expect((await failureOf(new RestClient({ url: other, token: 't' }).listTasks(''))).message).toContain(
      'items',
    );
  });

  test('takes a server without confirmations for one where nothing is asked', async () => {
    const { url } = await fakeServer((_request, response) =>
      sendJson(response, 404, problem(404, 'route.not_found', 'There is no such route.')),
    );
    const client = new RestClient({ url, token: 't' });
    expect(await client.pendingConfirmations()).toEqual([]);
    expect(isNotFound(await failureOf(client.readTask('x')))).toBe(true);
  });

  test('reads the questions that wait to the last page, where the oldest are', async () => {
    const ids = Array.from({ length: 1200 }, (_, index) => `c${index}`);
    const { url } = await fakeServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://yard').searchParams;
      const from = Number(query.get('cursor') ?? 0);
      const to = from + Number(query.get('limit') ?? 50);
      const items = ids.slice(from, to).map((id) => confirmation({ id }));
      const next_cursor = to < ids.length ? String(to) : null;
      sendJson(response, 200, { items, total: ids.length, total_exact: true, next_cursor });
    });
    const pending = await new RestClient({ url, token: 't' }).pendingConfirmations();
    expect(pending.map(({ id }) => id)).toEqual(ids);
  });
});
