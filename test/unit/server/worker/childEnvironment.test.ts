import { expect, test } from 'vitest';
import { childEnvironment } from '../../../../server/worker/childEnvironment.ts';

const nothing = { names: [], prefixes: [] };
const marks = { SWITCHYARD_TASK_ID: 't', SWITCHYARD_RUN_ID: 't.1' };

test('only the listed variables are passed on, never a secret of the server', () => {
  const passed = {
    PATH: '/bin',
    HOME: '/h',
    USER: 'u',
    LANG: 'C',
    LC_ALL: 'C',
    TZ: 'UTC',
    TERM: 'x',
    TMPDIR: '/t',
  };
  const secrets = {
    SWITCHYARD_ADMIN_TOKEN: 'secret',
    SWITCHYARD_DATABASE_URL: 'mysql://u:secret@db/s',
    SWITCHYARD_SECRET_KEY: 'secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    LD_PRELOAD: '/evil.so',
    path: '/lower',
  };
  expect(childEnvironment({ ...passed, ...secrets }, nothing, {}, marks)).toEqual({ ...passed, ...marks });
});

test('names that the administrator lists are passed on', () => {
  expect(
    childEnvironment({ EDITOR: 'vi', OTHER: 'x' }, { names: ['EDITOR', 'MISSING'], prefixes: [] }, {}, marks),
  ).toEqual({
    EDITOR: 'vi',
    ...marks,
  });
});

test('the task’s own variables go before the server’s, and the marks before all', () => {
  const env = childEnvironment(
    { PATH: '/bin' },
    nothing,
    { PATH: '/own', SWITCHYARD_RUN_ID: 'forged' },
    marks,
  );
  expect(env).toEqual({ PATH: '/own', ...marks });
});

test('folders that npm put before the PATH are left out, but only there', () => {
  const path = '/repo/node_modules/.bin:/lib/node-gyp-bin:/usr/bin:/bin';
  expect(childEnvironment({ PATH: path, npm_lifecycle_event: 'start' }, nothing, {}, marks).PATH).toBe(
    '/usr/bin:/bin',
  );
  expect(childEnvironment({ PATH: path }, nothing, {}, marks).PATH).toBe(path);
});

test('a kind’s own variables are passed on, and not their neighbours', () => {
  const server = { CLAUDE_CONFIG_DIR: '/c', ANTHROPIC_API_KEY: 'k', CLAUDECODE: '1', MY_CLAUDE_KEY: 'k' };
  const env = childEnvironment(server, { names: [], prefixes: ['ANTHROPIC_', 'CLAUDE_'] }, {}, marks);
  expect(env).toEqual({ CLAUDE_CONFIG_DIR: '/c', ANTHROPIC_API_KEY: 'k', ...marks });
});
