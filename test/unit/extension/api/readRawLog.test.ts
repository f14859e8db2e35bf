import { expect, test } from 'vitest';
import { readRawLog } from '../../../../extension/api/readRawLog.ts';
import { RestClient } from '../../../../extension/api/restClient.ts';
import { fakeServer } from '../../../support/fakeServer.ts';

async function clientOf(text: string, breaks = false): Promise<RestClient> {
  const { url } = await fakeServer((request, response) => {
    expect(request.url).toBe('/api/v1/tasks/x/logs/raw');
    if (!breaks) return response.end(text);
    return response.write(text, () => response.destroy());
  });
  return new RestClient({ url, token: 't' });
}

test('brings the messages as they are', async () => {
  expect(await readRawLog(await clientOf('{"a":1}\n{"b":2}\n'), 'x')).toBe('{"a":1}\n{"b":2}\n');
});

test('leaves out what is too much, between two messages, and says so', async () => {
  const text = await readRawLog(await clientOf('{"a":1}\n{"b":2}\n{"c":3}\n'), 'x', 18);
  expect(text).toBe('{"a":1}\n{"b":2}\n… What follows is too much for the editor.\n');
});

test('an answer that breaks off is an error', async () => {
  await expect(readRawLog(await clientOf('{"a":1}\n', true), 'x')).rejects.toThrow('No Switchyard server');
});
