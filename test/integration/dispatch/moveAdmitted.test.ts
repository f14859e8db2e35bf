import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

test('an admitted task rises with its age, into a queue that has room and isn’t paused', async () => {
  const { api } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1', SWITCHYARD_AGEING_SECONDS: '1' } });
  const { id: blocker } = await api.submit({ script: 'setInterval(() => {}, 1000)', priority: 10 });
  await api.reaches(blocker, 'running');
  await api.request('POST', '/queues/normal/pause');
  await api.request('PATCH', '/queues/high_priority', { max_running: 0 });
  await api.request('PATCH', '/queues/critical', { max_running: 1 });
  const { id } = await api.submit({ command: 'true', priority: 4, max_retries: 0 });
  const { created_at } = await api.reaches(id, 'received');
  // By then its age is worth the most urgent tier, which the blocker fills.
  await eventually(() => Date.now() - Date.parse(created_at) > 7500, { timeoutMs: 15_000 });
  expect((await api.task(id)).queue).toBe('low');

  await api.request('PATCH', '/queues/critical', { max_running: null });
  await eventually(async () => expect((await api.task(id)).queue).toBe('critical'));
  await api.cancel(blocker);
  expect((await api.reaches(id, 'success')).runs).toHaveLength(1);
});
