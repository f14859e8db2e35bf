import { expect, test } from 'vitest';
import { RestClient } from '../../../../extension/api/restClient.ts';
import { submitOnce } from '../../../../extension/api/submitOnce.ts';
import { fakeServer, problem, sendJson } from '../../../support/fakeServer.ts';

const tasks = [{ name: 'a', project_id: 'default', command: 'ls' }];

/** Keeps what it takes by id, and loses its answers as it is told. */
async function storingServer() {
  const stored = new Set<string>();
  let losing = 0;
  let asked = 0;
  const { url } = await fakeServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      asked++;
      const ids: string[] = JSON.parse(body).tasks.map(({ id }: { id: string }) => id);
      if (ids.some((id) => stored.has(id))) {
        return sendJson(response, 409, problem(409, 'batch.taken', 'Nothing was submitted.'));
      }
      for (const id of ids) stored.add(id);
      if (losing-- > 0) return request.socket.destroy();
      return sendJson(response, 201, { tasks: [], refs: {} });
    });
  });
  return {
    client: new RestClient({ url, token: 'swy_any' }),
    stored,
    asked: () => asked,
    loseAnswers: (count: number) => {
      losing = count;
    },
  };
}

test('a batch whose answer was lost is submitted once, however often it is tried', async () => {
  const { client, stored, loseAnswers } = await storingServer();
  loseAnswers(1);
  await expect(submitOnce(client, tasks)).rejects.toThrow('No Switchyard server answers');
  expect(await submitOnce(client, tasks)).toEqual({ count: 1, already: true });
  expect(stored.size).toBe(1);
});

test('a second click at once gets the answer of the first; a later one submits anew', async () => {
  const { client, stored, asked } = await storingServer();
  expect(await Promise.all([submitOnce(client, tasks), submitOnce(client, tasks)])).toHaveLength(2);
  expect([asked(), stored.size]).toEqual([1, 1]);
  await submitOnce(client, tasks);
  expect(stored.size).toBe(2);
});
