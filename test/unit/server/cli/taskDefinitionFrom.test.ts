import { describe, expect, test } from 'vitest';
import {
  callersFolder,
  promptDefinitionFrom,
  taskDefinitionFrom,
} from '../../../../server/cli/taskDefinitionFrom.ts';
import { taskDefinitionSchema } from '../../../../shared/taskDefinition.ts';

describe('what submit sends', () => {
  test('leaves the defaults to the server, but tries a command once', () => {
    expect(taskDefinitionFrom('git', ['log', '--stat'], { project: 'default' }, '/home/ann')).toEqual({
      max_retries: 0,
      name: 'git log --stat',
      project_id: 'default',
      command: 'git',
      args: ['log', '--stat'],
      working_dir: '/home/ann',
    });
  });

  test('has a place for every option', () => {
    const definition = taskDefinitionFrom(
      'make',
      [],
      {
        ...{ name: 'n', project: 'p', cwd: 'sub', priority: 9, type: 'urgent', timeout: 60, retries: 0 },
        ...{ retryDelay: 0, env: { A: '1' }, tag: { k: 'v' }, at: '2026-03-01T12:00:00.000Z' },
        idempotencyKey: 'once',
      },
      '/home/ann',
    );
    expect(definition).toEqual({
      ...{ name: 'n', project_id: 'p', command: 'make', args: [], working_dir: '/home/ann/sub' },
      ...{ priority: 9, task_type: 'urgent', timeout: 60, max_retries: 0, retry_delay: 0 },
      ...{ env: { A: '1' }, tags: { k: 'v' }, scheduled_at: '2026-03-01T12:00:00.000Z' },
      idempotency_key: 'once',
    });
    expect(taskDefinitionSchema.safeParse(definition).error).toBeUndefined();
  });

  test('takes an absolute folder as it is', () => {
    const { working_dir } = taskDefinitionFrom('ls', [], { project: 'p', cwd: '/srv' }, '/home/ann');
    expect(working_dir).toBe('/srv');
  });
});

describe('what submit sends for Claude', () => {
  test('is named by the first line of the prompt, and tried again as the server has it', () => {
    const definition = promptDefinitionFrom('Mend it.\nAll of it.', { project: 'web' }, '/home/ann');
    expect(definition).toEqual({
      kind: 'claude',
      name: 'Mend it.',
      project_id: 'web',
      working_dir: '/home/ann',
      context: { prompt: 'Mend it.\nAll of it.' },
    });
    expect(taskDefinitionSchema.safeParse(definition).error).toBeUndefined();
  });

  test('goes on with a conversation in its project and folder, and with what it was allowed', () => {
    const continued = {
      id: '019b76da-a800-7000-8000-000000000001',
      name: 'mend it',
      project_id: 'web',
      context: { prompt: 'Mend it.', allowed_tools: ['Read'], session_id: 'old', git: {} },
    };
    const definition = promptDefinitionFrom('Again.', { project: 'default' }, '/home/ann', continued);
    expect(definition).toEqual({
      kind: 'claude',
      name: 'mend it (2)',
      project_id: 'web',
      continues: continued.id,
      context: { prompt: 'Again.', allowed_tools: ['Read'] },
    });
    expect(taskDefinitionSchema.safeParse(definition).error).toBeUndefined();
  });
});

test('the caller’s folder is the one that npm was called in', () => {
  expect(callersFolder({ INIT_CWD: '/home/ann' }, '/srv/switchyard')).toBe('/home/ann');
  expect(callersFolder({}, '/srv/switchyard')).toBe('/srv/switchyard');
});
