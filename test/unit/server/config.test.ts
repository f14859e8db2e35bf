import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONFIG_FILE, ConfigError, loadConfig } from '../../../server/config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (env: Record<string, string> = {}) => loadConfig(env, folder);
const writeFile = (content: unknown) =>
  writeFileSync(join(folder, CONFIG_FILE), typeof content === 'string' ? content : JSON.stringify(content));

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

test('nothing has to be set', () => {
  expect(load()).toEqual({
    port: 7420,
    host: '127.0.0.1',
    dataDir: join(folder, '.switchyard'),
    databaseUrl: undefined,
    redisUrl: undefined,
    storageUrl: `file://${join(folder, '.switchyard')}/storage`,
    roles: undefined,
    slots: availableParallelism(),
    adminToken: undefined,
    childEnv: [],
    ageingSeconds: 600,
    logLevel: 'info',
    supervised: false,
  });
});

test('each variable is read', () => {
  const env = {
    SWITCHYARD_PORT: '0',
    SWITCHYARD_HOST: '0.0.0.0',
    SWITCHYARD_DATA_DIR: 'data',
    SWITCHYARD_DATABASE_URL: 'mysql://u:p@db:3306/s',
    SWITCHYARD_REDIS_URL: 'rediss://cache:6380/2',
    SWITCHYARD_STORAGE_URL: 'file:///var/logs',
    SWITCHYARD_ROLES: 'api, worker,api',
    SWITCHYARD_SLOTS: '1000',
    SWITCHYARD_ADMIN_TOKEN: 'swy_0123456789abcdef',
    SWITCHYARD_SECRET_KEY: 'sixteen-characters-or-more',
    SWITCHYARD_CHILD_ENV: 'A, B',
    SWITCHYARD_AGEING_SECONDS: '1',
    SWITCHYARD_LOG_LEVEL: 'debug',
  };
  expect(load(env)).toMatchObject({
    port: 0,
    host: '0.0.0.0',
    dataDir: join(folder, 'data'),
    databaseUrl: env.SWITCHYARD_DATABASE_URL,
    redisUrl: env.SWITCHYARD_REDIS_URL,
    storageUrl: env.SWITCHYARD_STORAGE_URL,
    roles: ['api', 'worker'],
    slots: 1000,
    adminToken: env.SWITCHYARD_ADMIN_TOKEN,
    secretKey: env.SWITCHYARD_SECRET_KEY,
    childEnv: ['A', 'B'],
    ageingSeconds: 1,
    logLevel: 'debug',
  });
});

test('an empty variable counts as not set', () => {
  expect(load({ SWITCHYARD_PORT: '', SWITCHYARD_ROLES: '' })).toMatchObject({ port: 7420, roles: undefined });
});

test.each([
  ['PORT', '65536', /a port, 0 to 65535/],
  ['PORT', '-1', /a port/],
  ['PORT', '80.5', /a port/],
  ['PORT', 'http', /a port/],
  ['DATABASE_URL', 'postgres://db/s', /mysql:\/\//],
  ['DATABASE_URL', 'nonsense', /mysql:\/\//],
  ['REDIS_URL', 'http://cache', /redis:\/\//],
  ['STORAGE_URL', 's3://bucket', /file:\/\//],
  ['ROLES', 'api,worcer', /api,dispatcher,worker,scheduler/],
  ['ROLES', ',', /api,dispatcher,worker,scheduler/],
  ['SLOTS', '0', /1 to 1000/],
  ['SLOTS', '1001', /1 to 1000/],
  ['SLOTS', 'four', /1 to 1000/],
  ['AGEING_SECONDS', '0', /0.1 to 604800/],
  ['AGEING_SECONDS', 'ten', /0.1 to 604800/],
  ['CHILD_ENV', 'HTTP_PROXY NO_PROXY', /names of variables, separated by commas/],
  ['CHILD_ENV', 'HTTP_PROXY,NO-PROXY', /names of variables, separated by commas/],
  ['CHILD_ENV', 'HTTP_PROXY,SWITCHYARD_SECRET_KEY', /none that begins with SWITCHYARD_/],
  ['LOG_LEVEL', 'loud', /fatal, error, warn, info, debug, trace or silent/],
])('a wrong %s (%s) stops the start with the key, the value and what is allowed', (name, value, allowed) => {
  const message = refusal(() => load({ [`SWITCHYARD_${name}`]: value }));
  expect(message).toContain(`SWITCHYARD_${name}`);
  expect(message).toContain(JSON.stringify(value));
  expect(message).toMatch(/Allowed: /);
  expect(message).toMatch(allowed);
});

test.each([
  ['DATABASE_URL', 'postgres://user:hunter2secret@db/s'],
  ['REDIS_URL', 'http://:hunter2secret@cache'],
  ['ADMIN_TOKEN', 'hunter2secret'],
  ['SECRET_KEY', 'hunter2secret'],
  ['ADMIN_TOKEN', 'hunter2secret with spaces'],
])('the message about a wrong %s doesn’t repeat its secret: %s', (name, value) => {
  const message = refusal(() => load({ [`SWITCHYARD_${name}`]: value }));
  expect(message).toContain(`SWITCHYARD_${name}`);
  expect(message).not.toContain('hunter2secret');
});

test.each(['DATABASE_URL', 'REDIS_URL'])('separate roles without a %s are refused', (missing) => {
  const env: Record<string, string> = {
    SWITCHYARD_ROLES: 'worker',
    SWITCHYARD_DATABASE_URL: 'mysql://db/s',
    SWITCHYARD_REDIS_URL: 'redis://cache',
  };
  delete env[`SWITCHYARD_${missing}`];
  const message = refusal(() => load(env));
  expect(message).toContain(`SWITCHYARD_${missing}`);
  expect(message).toMatch(/Allowed: /);
});

test('the file is read, in either style of names, and the environment goes before it', () => {
  writeFile({ port: 1000, SWITCHYARD_SLOTS: 3, child_env: ['A', 'B'], log_level: 'warn' });
  expect(load({ SWITCHYARD_PORT: '2000' })).toMatchObject({
    port: 2000,
    slots: 3,
    childEnv: ['A', 'B'],
    logLevel: 'warn',
  });
});

test('an empty variable doesn’t hide the value of the file', () => {
  writeFile({ port: 1000 });
  expect(load({ SWITCHYARD_PORT: '' }).port).toBe(1000);
});

test.each([
  ['broken JSON', '{"port": ', /switchyard\.config\.json.*JSON/],
  ['a list', [], /one JSON object/],
  ['null', 'null', /one JSON object/],
  ['an unknown key', { prot: 1 }, /"prot".*Allowed:.*port/],
  ['a wrong value', { port: 'http' }, /SWITCHYARD_PORT.*"http".*Allowed: a port/],
  ['an object as value', { port: {} }, /SWITCHYARD_PORT.*Allowed: a port/],
])('a file with %s stops the start', (_case, content, message) => {
  writeFile(content);
  expect(refusal(load)).toMatch(message);
});
