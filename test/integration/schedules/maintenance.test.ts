import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openLogStorage } from '../../../server/logs/logStorage.ts';
import { backupTaskData } from '../../../server/maintenance/backupTaskData.ts';
import { checkLongRunningTasks } from '../../../server/maintenance/checkLongRunningTasks.ts';
import { cleanupExpiredTasks } from '../../../server/maintenance/cleanupExpiredTasks.ts';
import { restoreBackup } from '../../../server/maintenance/restoreBackup.ts';
import { syncTaskStatistics } from '../../../server/maintenance/syncTaskStatistics.ts';
import { Snapshot } from '../../../server/store/snapshot.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import type { AlertRaised } from '../../../shared/alert.ts';
import { eventually } from '../../support/eventually.ts';
import { freshStores } from '../../support/freshStores.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { EventClient } from '../events/eventClient.ts';
import { ScheduleClient } from './scheduleClient.ts';

let switchyard: Switchyard;
let schedules: ScheduleClient;
let store: Store;
beforeAll(async () => {
  switchyard = await startSwitchyard();
  schedules = new ScheduleClient(switchyard);
  store = await openStore(switchyard.stores.databaseUrl);
});
afterAll(async () => {
  await store.close();
  await switchyard.stop();
});

const context = (options: Record<string, unknown> = {}) => ({
  options,
  signal: new AbortController().signal,
});
const storageUrl = () => `file://${join(switchyard.folder, 'data')}/storage`;
const age = (id: string, days: number) =>
  schedules.query(
    `update tasks set created_at = created_at - interval ? day, updated_at = updated_at - interval ? day,
      completed_at = completed_at - interval ? day where id = ?`,
    [days, days, days, id],
  );
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
const rowsOf = async (id: string) => {
  const tables = ['runs', 'task_events', 'task_dependencies', 'task_tags', 'dead_letters'];
  const counts = await Promise.all(
    tables.map((table) => schedules.query(`select 1 from ${table} where task_id = ?`, [id])),
  );
  return counts.reduce((sum, rows) => sum + rows.length, 0);
};

describe('cleanup_expired_tasks', () => {
  const clean = (options = {}) =>
    cleanupExpiredTasks({ store, storage: openLogStorage(storageUrl()) }, context(options));

  test('removes what was over 30 days ago, with all that belongs to it, and nothing else', async () => {
    const script = `console.log('a line to free')`;
    const parent = await switchyard.api.submit({ script });
    const old = await switchyard.api.submit({ script, depends_on: [parent.id] });
    const failed = await switchyard.api.submit({ script: 'process.exit(1)' });
    const young = await switchyard.api.submit({ script });
    const waiting = await switchyard.api.submit({ script, delay_seconds: 86_400 });
    for (const { id } of [parent, old, young]) await switchyard.api.reaches(id, 'success');
    await switchyard.api.reaches(failed.id, 'failure');
    // It has to tell for what it waits.
    const child = await switchyard.api.submit({ script, depends_on: [failed.id] });
    for (const { id } of [parent, old, failed, waiting]) await age(id, 31);
    await age(young.id, 29);

    const cleaned = await clean();
    expect(cleaned.cleaned_tasks).toBe(2);
    expect(cleaned.freed_space).toBeGreaterThan(2 * 'a line to free'.length);
    for (const { id } of [parent, old]) {
      expect((await switchyard.api.request('GET', `/tasks/${id}`)).status).toBe(404);
      expect(await rowsOf(id)).toBe(0);
      expect(existsSync(join(switchyard.folder, 'data/storage/logs', id.slice(-2), id))).toBe(false);
    }
    for (const { id } of [failed, young, waiting, child]) await switchyard.api.task(id);
    expect((await switchyard.api.logPage(young.id)).lines).toHaveLength(1);

    await switchyard.api.cancel(child.id);
    expect((await clean()).cleaned_tasks).toBe(1);
    expect(await clean()).toEqual({ cleaned_tasks: 0, freed_space: 0 });
    await switchyard.api.cancel(waiting.id);
  });

  test('takes other times, also of a project', async () => {
    await switchyard.api.request('POST', '/projects', { id: 'brief', folders: ['/'], programs: ['*'] });
    const brief = await switchyard.api.submit({ script: '', project_id: 'brief' });
    const other = await switchyard.api.submit({ script: '' });
    for (const { id } of [brief, other]) {
      await switchyard.api.reaches(id, 'success');
      await age(id, 3);
    }
    expect((await clean({ keep_days_of: { brief: 2 } })).cleaned_tasks).toBe(1);
    expect((await clean({ keep_days: 2, keep_days_of: { default: 30 } })).cleaned_tasks).toBe(0);
    expect((await clean({ keep_days: 2 })).cleaned_tasks).toBeGreaterThan(0);
    expect((await switchyard.api.request('GET', `/tasks/${other.id}`)).status).toBe(404);
    await expect(clean({ keep_days: 0 })).rejects.toThrow(/keep_days/);
  });

  test('removes more than one batch, and old keys', async () => {
    const task = { name: 'many', project_id: 'default', command: 'true', delay_seconds: 86_400 };
    await switchyard.api.request('POST', '/tasks/batch', { tasks: Array(450).fill(task) });
    await switchyard.api.submit({ ...task, name: 'keyed', idempotency_key: 'old' });
    await schedules.query('update idempotency_keys set created_at = created_at - interval 2 day');
    await schedules.query(`update tasks set status = 'revoked', completed_at = created_at - interval 40 day,
      created_at = created_at - interval 40 day, updated_at = created_at where name = 'many'`);
    expect((await clean()).cleaned_tasks).toBe(450);
    expect(await schedules.query('select 1 from idempotency_keys')).toEqual([]);
  });

  test('forgets operations that were over 30 days ago, and holds of credentials that are over', async () => {
    const { api } = switchyard;
    const operationOver = async (days: number) => {
      const body = { action: 'cancel', filter: { tag: 'is:on nothing' } };
      const { operation_id: id } = (await api.request<{ operation_id: string }>('POST', '/tasks/bulk', body))
        .body;
      await eventually(async () =>
        expect((await api.request('GET', `/operations/${id}`)).body).toMatchObject({ status: 'completed' }),
      );
      await schedules.query(
        'update operations set completed_at = completed_at - interval ? day where id = ?',
        [days, id],
      );
      return id;
    };
    const [old, young] = [await operationOver(31), await operationOver(29)];
    await schedules.query(
      `insert into credential_holds (credential, model, held_until, detail)
        values ('used up', '', utc_timestamp(3) - interval 2 day, ''), ('in use', '', utc_timestamp(3) + interval 1 day, '')`,
    );
    await schedules.query(
      `insert into accounts (id, name, kind, owner, windows, as_of) values
        ('gone', '', 'other', 'user', '{}', utc_timestamp(3) - interval 31 day),
        ('used', '', 'other', 'user', '{}', utc_timestamp(3) - interval 29 day)`,
    );
    await schedules.query(
      `insert into account_questions (credential, model, own_model, confirmation_id, task_id, claimed_at)
        values ('gone', '', '', 'answered', '', utc_timestamp(3) - interval 8 day)`,
    );
    await clean();
    const status = async (id: string) => (await api.request('GET', `/operations/${id}`)).status;
    expect([await status(old), await status(young)]).toEqual([404, 200]);
    expect(await schedules.query('select credential from credential_holds')).toEqual([
      { credential: 'in use' },
    ]);
    expect(await schedules.query('select id from accounts')).toEqual([{ id: 'used' }]);
    expect(await schedules.query('select credential from account_questions')).toEqual([]);
    await schedules.query('delete from credential_holds');
    await schedules.query('delete from accounts');
  });

  test('forgets workers that are gone for so long, but for one whose run nobody has taken away', async () => {
    const { id: taskId } = await switchyard.api.submit({ script: '' });
    const [run] = (await switchyard.api.reaches(taskId, 'success')).runs;
    const worker = async (status: string, days: number) => {
      const id = randomUUID();
      await schedules.query(
        `insert into workers (id, host, pid, process, version, status, slots, started_at, last_seen_at, lease_until)
          select ?, host, pid, process, version, ?, slots, started_at, last_seen_at - interval ? day, started_at
          from workers where id = ?`,
        [id, status, days, run?.worker],
      );
      return id;
    };
    const gone = [await worker('stopped', 31), await worker('lost', 31)];
    const young = await worker('lost', 29);
    const holds = await worker('lost', 31);
    await schedules.query('update tasks set worker_id = ? where id = ?', [holds, taskId]);
    await clean();
    const status = async (id: string) => (await switchyard.api.request('GET', `/workers/${id}`)).status;
    for (const id of gone) expect(await status(id)).toBe(404);
    for (const id of [young, holds, run?.worker ?? '']) expect(await status(id)).toBe(200);
  });
});

describe('backup_task_data', () => {
  async function allRows(databaseUrl: string) {
    const snapshot = await Snapshot.open(databaseUrl);
    const all: Record<string, unknown[]> = {};
    for (const table of await snapshot.tables()) all[table] = await collect(snapshot.rows(table));
    await snapshot.close();
    return all;
  }
  const emptyFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchyard-backup-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return folder;
  };
  const emptyDatabase = async () => {
    const stores = await freshStores();
    onTestFinished(() => stores.drop());
    return stores.databaseUrl;
  };

  test('restored into an empty database it gives the same rows', async () => {
    const odd = 'ünï ☃ 😀 \u2028 \u2029 \\ " \' \n\r\t % _';
    const { id } = await switchyard.api.submit({
      script: `console.log(${JSON.stringify(odd)})`,
      name: 'odd',
      env: { ODD: odd },
      tags: { odd },
      context: { odd, deep: [1.5, null, true, { a: [] }], big: 2 ** 53 - 1 },
      deadline: '2031-02-03T04:05:06.789Z',
    });
    await switchyard.api.reaches(id, 'success');
    await schedules.create({ task: { name: 'odd', command: odd } });
    const patterns = [{ output: odd.replace(/[\r\n]/g, ''), error_class: 'DataCorruption' }];
    await switchyard.api.request('POST', '/projects', { id: 'odd', error_patterns: patterns });
    // What runs at the same time would change the rows between the backup and the look at them.
    const source = await emptyDatabase();
    const first = await backupTaskData(
      { databaseUrl: switchyard.stores.databaseUrl, dataDir: emptyFolder() },
      context(),
    );
    await restoreBackup(source, first.folder);
    const second = await backupTaskData({ databaseUrl: source, dataDir: emptyFolder() }, context());
    const target = await emptyDatabase();
    const restored = await restoreBackup(target, second.folder);

    const rows = await allRows(target);
    expect(rows).toEqual(await allRows(source));
    expect(restored.rows).toBe(second.rows);
    expect(second.rows).toBe(first.rows);
    expect(rows.tasks?.length).toBeGreaterThan(0);
    expect(rows.schedules?.length).toBeGreaterThanOrEqual(5);
    const [task] = (rows.tasks as { id: string; context: string; env: string }[]).filter(
      (row) => row.id === id,
    );
    expect(JSON.parse(task?.context ?? '')).toMatchObject({ odd, big: 2 ** 53 - 1 });
    const project = (rows.projects as { id: string; error_patterns: string }[]).find(
      (row) => row.id === 'odd',
    );
    expect(JSON.parse(project?.error_patterns ?? '')).toEqual(patterns);
    await expect(restoreBackup(target, second.folder)).rejects.toThrow(/There are tasks/);
    await restoreBackup(target, second.folder, { replace: true });
    expect(await allRows(target)).toEqual(rows);
  });

  test('is of one moment: what is stored while it is written is not in it', async () => {
    const { databaseUrl } = switchyard.stores;
    const snapshot = await Snapshot.open(databaseUrl);
    const { id } = await switchyard.api.submit({ script: '', delay_seconds: 86_400 });
    const ids = (await collect(snapshot.rows('tasks'))).map((row) => row.id);
    await snapshot.close();
    expect(ids).not.toContain(id);
    await switchyard.api.cancel(id);
  });

  test('keeps seven, and nothing that is unfinished', async () => {
    const dataDir = emptyFolder();
    const unfinished = join(dataDir, 'backups', '2026-01-01T00-00-00.000Z.unfinished');
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, 'tasks.ndjson.gz'), '');
    const made: string[] = [];
    for (let count = 0; count < 9; count++) {
      made.push(
        (await backupTaskData({ databaseUrl: switchyard.stores.databaseUrl, dataDir }, context())).folder,
      );
    }
    const kept = readdirSync(join(dataDir, 'backups')).sort();
    expect(kept).toEqual(made.slice(-7).map((folder) => folder.split('/').at(-1)));
  });

  test('one that is damaged or of another schema is refused, and nothing is changed', async () => {
    const { databaseUrl } = switchyard.stores;
    const { folder } = await backupTaskData({ databaseUrl, dataDir: emptyFolder() }, context());
    const target = await emptyDatabase();
    await restoreBackup(target, folder);
    const before = await allRows(target);
    writeFileSync(join(folder, 'task_events.ndjson.gz'), 'not compressed');
    await expect(restoreBackup(target, folder, { replace: true })).rejects.toThrow();
    expect(await allRows(target)).toEqual(before);
    writeFileSync(join(folder, 'manifest.json'), '{}');
    await expect(restoreBackup(target, folder, { replace: true })).rejects.toThrow(/not of a backup/);
    await expect(restoreBackup(target, '/nowhere')).rejects.toThrow(/is not a backup/);
  });
});

test('check_long_running_tasks lists what runs much longer than usual, and raises an alert', async () => {
  const { id } = await switchyard.api.submit({ name: 'hangs', command: 'sleep', args: ['600'] });
  await switchyard.api.reaches(id, 'running');
  const alerts: AlertRaised[] = [];
  const check = (options = {}) =>
    checkLongRunningTasks({ store, publish: (raised) => alerts.push(...raised) }, context(options));
  expect((await check()).long_running).toEqual([]);
  // Nothing to compare with: half of its timeout of an hour.
  await schedules.query('update tasks set started_at = started_at - interval 31 minute where id = ?', [id]);
  const { long_running } = await check();
  expect(long_running).toMatchObject([{ task_id: id, threshold_seconds: 1800, usual_seconds: null }]);
  expect(alerts).toMatchObject([{ alert_type: 'long_running', task_id: id, project_id: 'default' }]);
  // Three that took ten minutes: twice that.
  await schedules.query('update tasks set started_at = started_at + interval 10 minute where id = ?', [id]);
  for (let count = 0; count < 3; count++) {
    const done = await switchyard.api.submit({ name: 'hangs', command: 'true' });
    await switchyard.api.reaches(done.id, 'success');
    await schedules.query('update tasks set duration = 600 where id = ?', [done.id]);
  }
  expect((await check()).long_running).toMatchObject([{ threshold_seconds: 1200, usual_seconds: 600 }]);
  // Of which it was paused for twenty: that is no time that it ran.
  await switchyard.api.request('POST', `/tasks/${id}/pause`);
  await switchyard.api.reaches(id, 'paused');
  await switchyard.api.request('POST', `/tasks/${id}/resume`);
  await switchyard.api.reaches(id, 'running');
  await schedules.query(
    `update task_events set at = at - interval 20 minute where task_id = ? and to_status = 'paused'`,
    [id],
  );
  expect((await check()).long_running).toEqual([]);
  await switchyard.api.cancel(id);
});

test('check_long_running_tasks tells of a run once, whatever becomes usual, and however often it is paused', async () => {
  const { api } = switchyard;
  const [own] = await schedules.query<{ id: string }>(
    `select id from schedules where name = 'check_long_running_tasks'`,
  );
  await schedules.setNext(own?.id ?? '', 0);
  const [checked] = await eventually(async () => {
    const fired = await schedules.firings(own?.id ?? '');
    expect(fired.length).toBeGreaterThan(0);
    return fired;
  });
  await api.reaches(checked?.task_id ?? '', 'success');
  /** Told of, by a check that leaves its result to the next one. */
  const told = async (min_seconds: number) => {
    const alerts: AlertRaised[] = [];
    const publish = (raised: AlertRaised[]) => alerts.push(...raised);
    const result = await checkLongRunningTasks({ store, publish }, context({ min_seconds }));
    await schedules.query('update tasks set result = ? where id = ?', [
      JSON.stringify(result),
      checked?.task_id,
    ]);
    return alerts.map(({ task_id }) => task_id);
  };
  const { id } = await api.submit({ name: 'slow', command: 'sleep', args: ['600'], timeout: 1200 });
  await api.reaches(id, 'running');
  await schedules.query('update tasks set started_at = started_at - interval 8 minute where id = ?', [id]);
  expect(await told(1)).toEqual([]);
  // Others of its name were quick: by now it has been long for minutes.
  for (let count = 0; count < 3; count++)
    await api.reaches((await api.submit({ name: 'slow', command: 'true' })).id, 'success');
  expect(await told(1)).toEqual([id]);
  expect(await told(1)).toEqual([]);
  expect(await told(600)).toEqual([]);
  expect(await told(1)).toEqual([]);
  await api.request('POST', `/tasks/${id}/pause`);
  await api.reaches(id, 'paused');
  expect(await told(1)).toEqual([]);
  await api.request('POST', `/tasks/${id}/resume`);
  await api.reaches(id, 'running');
  expect(await told(1)).toEqual([]);
  await api.cancel(id);
  await api.reaches(id, 'revoked');
  const [row] = await schedules.query<{ result: string }>(
    'select cast(result as char) as result from tasks where id = ?',
    [checked?.task_id],
  );
  expect(JSON.parse(row?.result ?? '')).toMatchObject({ alerted: [`${id}/1`] });
  await told(1);
  const [after] = await schedules.query<{ result: string }>(
    'select cast(result as char) as result from tasks where id = ?',
    [checked?.task_id],
  );
  expect(JSON.parse(after?.result ?? '')).toMatchObject({ alerted: [] });
});

test('sync_task_statistics computes a day from its tasks, the same however often', async () => {
  await switchyard.api.request('POST', '/projects', { id: 'counted', folders: ['/'], programs: ['*'] });
  const durations = [1, 2, 3, 4, 10];
  for (const duration of durations) {
    const { id } = await switchyard.api.submit({ project_id: 'counted', command: 'true' });
    await switchyard.api.reaches(id, 'success');
    await schedules.query('update tasks set duration = ? where id = ?', [duration, id]);
  }
  const failed = await switchyard.api.submit({ project_id: 'counted', command: 'false' });
  await switchyard.api.reaches(failed.id, 'failure');
  await schedules.query('update tasks set duration = 5 where id = ?', [failed.id]);
  const cancelled = await switchyard.api.submit({
    project_id: 'counted',
    command: 'true',
    delay_seconds: 999,
  });
  await switchyard.api.cancel(cancelled.id);
  const read = () => schedules.query(`select * from task_statistics_daily where project_id = 'counted'`);
  const sync = () => syncTaskStatistics({ store }, context());
  expect((await sync()).days).toHaveLength(2);
  const rows = await read();
  expect(rows).toMatchObject([
    {
      kind: 'command',
      completed: 5,
      failed: 1,
      cancelled: 1,
      total: 7,
      avg_duration: 25 / 6,
      min_duration: 1,
      max_duration: 10,
      p50_duration: 3,
      p95_duration: 10,
    },
  ]);
  await Promise.all([sync(), sync(), sync()]);
  expect(await read()).toEqual(rows);
});

test('all four run as tasks of the server’s own, and say what they did', async () => {
  const own = await schedules.query<{ id: string; name: string }>(
    `select id, name from schedules where project_id = 'system'`,
  );
  expect(own).toHaveLength(4);
  const client = await EventClient.connect(switchyard.url);
  await client.subscribe(['tasks']);
  const results: Record<string, unknown> = {};
  for (const { id, name } of own) {
    await schedules.setNext(id, 0);
    await expect
      .poll(async () => (await schedules.firings(id)).length, { timeout: 15_000 })
      .toBeGreaterThan(0);
    const taskId = (await schedules.firings(id)).at(-1)?.task_id ?? '';
    const task = await switchyard.api.reaches(taskId, 'success');
    results[name] = task.result;
    expect((await switchyard.api.logPage(taskId)).lines.map(({ text }) => JSON.parse(text))).toEqual([
      task.result,
    ]);
  }
  expect(results).toMatchObject({
    cleanup_expired_tasks: { cleaned_tasks: expect.any(Number), freed_space: expect.any(Number) },
    backup_task_data: { folder: expect.stringContaining('/data/backups/'), rows: expect.any(Number) },
    check_long_running_tasks: { long_running: [] },
    sync_task_statistics: { days: expect.any(Array) },
  });
  // Whoever follows the tasks isn't told of them: what is submitted after them comes alone.
  const { id: witness } = await switchyard.api.submit({ script: '' });
  await eventually(() => client.versionsOf(witness).length > 0);
  const told = client.of('event').map(({ event }) => ('project_id' in event ? event.project_id : undefined));
  expect(told).not.toContain('system');
});

test('an action that nobody knows fails for good, and says which there are', async () => {
  const [own] = await schedules.query<{ id: string; task: string }>(
    `select id, cast(task as char) as task from schedules where name = 'sync_task_statistics'`,
  );
  const task = { ...JSON.parse(own?.task ?? ''), context: { action: 'paint_the_house' } };
  const id = own?.id ?? '';
  expect((await switchyard.api.request('PATCH', `/schedules/${id}`, { task })).status).toBe(200);
  const before = (await schedules.firings(id)).length;
  await schedules.setNext(id, 0);
  await expect
    .poll(async () => (await schedules.firings(id)).length, { timeout: 15_000 })
    .toBeGreaterThan(before);
  const failed = await switchyard.api.reaches((await schedules.firings(id)).at(-1)?.task_id ?? '', 'failure');
  expect(failed).toMatchObject({ error_class: 'ConfigurationError', retry_count: 0 });
  expect(failed.advice).toContain('backup_task_data');
});
