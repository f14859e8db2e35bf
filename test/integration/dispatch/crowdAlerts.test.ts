import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { CrowdAlerts } from '../../../server/queue/crowdAlerts.ts';
import { openStore } from '../../../server/store/store.ts';
import { registerWorker } from '../../../server/tasks/workerLease.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

test('tasks without a worker, and a backlog, are told once when they have lasted a minute', async () => {
  const { api, stores } = await switchyardForTest({ roles: 'api' });
  const store = await openStore(stores.databaseUrl);
  onTestFinished(() => store.close());
  const alerts = new CrowdAlerts(store);
  let now = Date.now();
  const after = async (seconds: number) => {
    now += seconds * 1000;
    return (await alerts.look(new Date(now))).map(({ alert_type }) => alert_type);
  };
  await api.submit({ command: 'true', delay_seconds: 7 * 86_400, priority: 1 });
  expect([...(await after(10)), ...(await after(61))]).toEqual([]);

  await api.submit({ command: 'true' });
  expect([...(await after(10)), ...(await after(50))]).toEqual([]);
  expect(await after(11)).toEqual(['no_worker']);
  expect([...(await after(61)), ...(await after(3600))]).toEqual([]);

  const worker = { id: randomUUID(), host: 'yard', pid: 1, process: 'yard', version: '0', slots: 1 };
  await registerWorker(store, worker);
  expect([...(await after(10)), ...(await after(61))]).toEqual([]);
  const tasks = Array.from({ length: 100 }, () => ({ name: 'wait', project_id: 'default', command: 'true' }));
  await api.request('POST', '/tasks/batch', { tasks });
  expect(await after(10)).toEqual([]);
  expect(await after(61)).toEqual(['backlog']);
  expect(await after(61)).toEqual([]);
  // Its worker is started anew.
  const setStatus = (status: string) =>
    store.change({ sql: 'update workers set status = ? where id = ?', values: [status, worker.id] });
  await setStatus('stopped');
  expect(await after(10)).toEqual([]);
  await setStatus('live');
  expect([...(await after(10)), ...(await after(61))]).toEqual([]);

  await store.change({ sql: 'update workers set slots = 2 where id = ?', values: [worker.id] });
  expect([...(await after(10)), ...(await after(61))]).toEqual([]);
  await store.change({ sql: 'update workers set slots = 1 where id = ?', values: [worker.id] });
  expect([...(await after(10)), ...(await after(61))]).toEqual(['backlog']);
});
