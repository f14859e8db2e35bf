import { expect, test } from 'vitest';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

const task = { kind: 'claude', context: { prompt: 'SCENARIO:plain' } } as const;

test('a CLI that isn’t in the PATH is a ConfigurationError that says what to do', async () => {
  const { api } = await switchyardForTest();
  const { id } = await api.submit({ ...task, env: { PATH: '/nowhere' } });
  expect(await api.reaches(id, 'failure')).toMatchObject({
    error_class: 'ConfigurationError',
    error_message: 'the Claude CLI can’t be run: not found (looked in /nowhere)',
    advice: expect.stringContaining('SWITCHYARD_CLAUDE_BIN'),
  });
});

test('a CLI that dies without a word is tried again', async () => {
  const { api } = await switchyardForTest({ env: { SWITCHYARD_CLAUDE_BIN: '/bin/false' } });
  const { id } = await api.submit({ ...task, max_retries: 1, retry_delay: 0 });
  expect(await api.reaches(id, 'failure')).toMatchObject({
    error_class: 'TemporaryFailure',
    error_message: 'Claude ended without a result (exit code 1)',
    retry_count: 1,
  });
});
