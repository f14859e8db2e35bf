import { expect, test } from 'vitest';
import type { Redriven } from '../../../shared/deadLetter.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

test('of 20 redrives of one task at once, one tries it again', async () => {
  const { api, start, first } = await switchyardForTest();
  const { id } = await api.submit({ script: 'process.exit(1)' });
  await api.reaches(id, 'failure');
  // Without a worker it stays a retry, so that each redrive after the first comes too late.
  const other = await start('api');
  await first.stop();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      other.api.request<Redriven>('POST', '/dead-letters/redrive', { task_ids: [id] }),
    ),
  );
  expect(answers.reduce((sum, { body }) => sum + body.redriven, 0)).toBe(1);
  const task = await other.api.task(id);
  expect(task.history.filter(({ to }) => to === 'retry')).toHaveLength(1);
  expect((await other.api.request('GET', `/dead-letters/${id}`)).status).toBe(404);
});
