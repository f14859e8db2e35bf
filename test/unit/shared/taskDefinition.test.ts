import { describe, expect, test } from 'vitest';
import { CONTEXT_BYTES_MAX, taskDefinitionSchema } from '../../../shared/taskDefinition.ts';

const required = { name: 'n', project_id: 'default', command: 'ls' };
const parse = (fields: object) => taskDefinitionSchema.safeParse({ ...required, ...fields });
const problemsOf = (fields: object) =>
  parse(fields).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [];

test('a definition of only what is required gets the specified defaults', () => {
  expect(taskDefinitionSchema.parse(required)).toEqual({
    ...required,
    kind: 'command',
    args: [],
    env: {},
    pty: false,
    priority: 5,
    task_type: 'normal',
    timeout: 3600,
    confirmation_timeout: 300,
    max_retries: 3,
    retry_delay: 60,
    depends_on: [],
    on_dependency_failure: 'wait',
    limits: {},
    tags: {},
    context: {},
  });
});

test.each([
  ['name', 'a'],
  ['name', 'a'.repeat(200)],
  ['args', ['', '-x', 'with space', 'ü']],
  ['priority', 1],
  ['priority', 10],
  ['timeout', 1],
  ['timeout', 604_800],
  ['confirmation_timeout', 604_800],
  ['max_retries', 0],
  ['max_retries', 20],
  ['retry_delay', 0],
  ['retry_delay', 0.5],
  ['retry_delay', 600],
  ['scheduled_at', '2026-01-01T00:00:00.000Z'],
  ['scheduled_at', '2026-01-01T00:00:00+02:00'],
  ['delay_seconds', 0],
  ['deadline', '2026-01-01T00:00:00Z'],
  ['tags', { team: 'a', empty: '' }],
  ['context', { nested: { list: [1, null, true, 'x'] } }],
  ['env', { A: '', _b1: 'x=y' }],
  ['on_dependency_failure', 'revoke'],
])('%s may be %j', (field, value) => {
  expect(parse({ [field]: value }).data).toMatchObject({ [field]: value });
});

test.each([
  ['name', ''],
  ['name', '   '],
  ['name', 'a'.repeat(201)],
  ['name', 7],
  ['project_id', ''],
  ['kind', 'notification'],
  ['kind', 'nonsense'],
  ['command', ''],
  ['command', 'a\0b'],
  ['args.0', ['a\0b'], 'args'],
  ['args', 'ls -l'],
  ['working_dir', ''],
  ['env.1A', { '1A': 'x' }, 'env'],
  ['env', { SWITCHYARD_TASK_ID: 'x' }],
  ['env.A', { A: 1 }, 'env'],
  ['priority', 0],
  ['priority', 11],
  ['priority', 1.5],
  ['priority', '5'],
  ['task_type', 'fast'],
  ['deadline', 'tomorrow'],
  ['timeout', 0],
  ['timeout', 604_801],
  ['confirmation_timeout', 0],
  ['max_retries', -1],
  ['max_retries', 21],
  ['retry_delay', -0.1],
  ['retry_delay', 601],
  ['scheduled_at', '2026-01-01'],
  ['delay_seconds', -1],
  ['on_dependency_failure', 'ignore'],
  ['tags.a', { a: 1 }, 'tags'],
  ['tags.a:b', { 'a:b': 'c' }, 'tags'],
  ['context', []],
  ['id', 'not-a-uuid'],
  ['id', '3f0c0c6e-3d0a-4a52-9c0f-5d3f8f0f3c11'],
])('a bad value is refused at its own path: %s %j', (path, value, field = path) => {
  const found = problemsOf({ [field as string]: value });
  expect(found).toHaveLength(1);
  expect(found[0]?.[0]).toBe(path);
  expect(found[0]?.[1]).not.toBe('');
});

describe('rules between fields', () => {
  test('a task of the kind command needs a command', () => {
    expect(problemsOf({ command: undefined })).toEqual([['command', expect.stringMatching(/is required/)]]);
  });

  test('a prompt for Claude may say where it comes from, and nothing that nobody knows', () => {
    const claude = (context: object) => problemsOf({ kind: 'claude', command: undefined, context });
    const git = { remote: 'https://git.example/a.git', branch: 'topic', commit: '0a1b2c' };
    expect(claude({ prompt: 'Do it.', git, file: 'docs/plan.md' })).toEqual([]);
    expect(claude({ prompt: 'Do it.', git: { branch: 7 } })).toMatchObject([
      ['context.git.branch', expect.anything()],
    ]);
    expect(claude({ prompt: 'Do it.', modle: 'opus' })).toEqual([['context.modle', 'is not a known field']]);
  });

  test('a time and a delay together are refused', () => {
    expect(problemsOf({ scheduled_at: '2026-01-01T00:00:00Z', delay_seconds: 1 })).toEqual([
      ['delay_seconds', expect.stringMatching(/not both/)],
    ]);
  });

  test('a field that nobody knows is refused by name, and so is user_id', () => {
    const issues = parse({ user_id: 'eve', prioritty: 3 }).error?.issues ?? [];
    expect(issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['user_id', 'prioritty'] }]);
  });
});

describe('what the system or the store could not take is refused before', () => {
  test('a context of 256 KiB as UTF-8 is taken, a byte more is not', () => {
    const around = JSON.stringify({ text: '' }).length;
    const ofBytes = (bytes: number) => ({ text: 'ü'.repeat((bytes - around) / 2) });
    expect(problemsOf({ context: ofBytes(CONTEXT_BYTES_MAX) })).toEqual([]);
    expect(problemsOf({ context: ofBytes(CONTEXT_BYTES_MAX + 2) })).toMatchObject(
      [['context', /262144/]].map(([path, message]) => [path, expect.stringMatching(message as RegExp)]),
    );
  });

  test('an argument longer than Linux passes on', () => {
    expect(problemsOf({ args: ['a'.repeat(131_071)] })).toEqual([]);
    expect(problemsOf({ args: ['a'.repeat(131_072)] })[0]?.[0]).toBe('args.0');
  });

  test('a working folder longer than any path of Linux', () => {
    expect(problemsOf({ working_dir: `/${'a'.repeat(4095)}` })[0]?.[0]).toBe('working_dir');
  });

  test('a context nested deeper than the databases take', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(problemsOf({ context: { deep: nested(20) } })).toEqual([]);
    expect(problemsOf({ context: { deep: nested(40) } })[0]?.[0]).toBe('context');
    expect(problemsOf({ context: { deep: nested(5000) } })[0]?.[0]).toBe('context');
  });
});

test('an id is kept in lower case, as every topic and path names it', () => {
  expect(parse({ id: '0199A0C6-7D2B-7000-8000-00000000000A' }).data?.id).toBe(
    '0199a0c6-7d2b-7000-8000-00000000000a',
  );
});

test.each([
  ['name', 'name', 'a\ud800'],
  ['args.0', 'args', ['\udc00']],
  ['env.A', 'env', { A: '\ud800' }],
  ['tags.a', 'tags', { a: '\ud800' }],
  ['context', 'context', { a: ['\ud800'] }],
  ['context', 'context', { a: { '\ud800': 1 } }],
])('half a character is refused at %s: the databases can’t keep it', (path, field, value) => {
  expect(problemsOf({ [field]: value })).toEqual([[path, expect.stringMatching(/Unicode/)]]);
});

test.each([
  ['deadline', '9999-12-31T23:59:59.999-12:00'],
  ['scheduled_at', '0000-01-01T00:00:00Z'],
  ['project_id', 'default '],
  ['project_id', 'Default'],
])('%s can’t be %s', (field, value) => {
  expect(problemsOf({ [field]: value }).map(([path]) => path)).toEqual([field]);
});
