import { expect, test } from 'vitest';
import { childEnvironment } from '../../../../server/worker/childEnvironment.ts';

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
  expect(childEnvironment({ ...passed, ...secrets }, [], {}, marks)).toEqual({ ...passed, ...marks });
});

test('names that the administrator lists are passed on', () => {
  expect(childEnvironment({ EDITOR: 'vi', OTHER: 'x' }, ['EDITOR', 'MISSING'], {}, marks)).toEqual({
    EDITOR: 'vi',
    ...marks,
  });
});

test('the task’s own variables go before the server’s, and the marks before all', () => {
  const env = childEnvironment({ PATH: '/bin' }, [], { PATH: '/own', SWITCHYARD_RUN_ID: 'forged' }, marks);
  expect(env).toEqual({ PATH: '/own', ...marks });
});

test('folders that npm put before the PATH are left out, but only there', () => {
  const path = '/repo/node_modules/.bin:/lib/node-gyp-bin:/usr/bin:/bin';
  expect(childEnvironment({ PATH: path, npm_lifecycle_event: 'start' }, [], {}, marks).PATH).toBe(
    '/usr/bin:/bin',
  );
  expect(childEnvironment({ PATH: path }, [], {}, marks).PATH).toBe(path);
});
