import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../../server/cli/cliErrors.ts';
import { isLocal, readConnection } from '../../../../server/cli/connection.ts';

describe('the connection', () => {
  test('has a default, no slash at its end, and may be written as the address of the API', () => {
    expect(readConnection({})).toEqual({ url: 'http://127.0.0.1:7420', token: undefined });
    expect(
      readConnection({ SWITCHYARD_URL: 'https://box.example/switchyard/', SWITCHYARD_TOKEN: ' swy_x\n' }),
    ).toEqual({
      url: 'https://box.example/switchyard',
      token: 'swy_x',
    });
    const { url } = readConnection({ SWITCHYARD_URL: 'https://box.example/switchyard/api/v1/' });
    expect(url).toBe('https://box.example/switchyard');
  });

  test.each(['box', 'box:7420', 'ftp://box', 'http://'])('%s is not a URL of a server', (url) => {
    expect(() => readConnection({ SWITCHYARD_URL: url })).toThrow(/SWITCHYARD_URL is not a URL/);
  });

  test('what it refuses it does not repeat', () => {
    const password = { SWITCHYARD_URL: 'http://ann:hunter2@box:7420' };
    expect(() => readConnection(password)).toThrow(/^(?!.*hunter2).*SWITCHYARD_TOKEN/);
    const broken = { SWITCHYARD_TOKEN: 'swy_secret\nmore' };
    expect(() => readConnection(broken)).toThrow(/^(?!.*secret).*SWITCHYARD_TOKEN/);
  });

  test('is local or not', () => {
    const urls = [
      'http://localhost:1',
      'http://127.1.2.3',
      'http://[::1]:7420',
      'http://127.example',
      'https://box',
    ];
    expect(urls.map(isLocal)).toEqual([true, true, true, false, false]);
  });
});

describe('a problem in words', () => {
  const problem = {
    type: 'about:blank',
    title: 'Invalid input',
    status: 422,
    detail: 'all at once',
    code: 'request.invalid',
  };

  test('lists the fields', () => {
    const errors = [
      { path: 'priority', message: 'too big' },
      { path: '', message: 'odd' },
    ];
    expect(new ProblemError({ ...problem, errors }, '').message).toBe(
      'The server refuses this (invalid input):\n  priority: too big\n  odd',
    );
    expect(new ProblemError(problem, '').message).toBe('all at once');
  });

  test('of the token says how to set it', () => {
    const message = new ProblemError({ ...problem, status: 401, code: 'auth.token_missing' }, '').message;
    expect(message).toContain('SWITCHYARD_TOKEN is not set');
    expect(message).toContain('export SWITCHYARD_TOKEN=');
  });
});
