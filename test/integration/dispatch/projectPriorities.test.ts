import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectionOptions } from '../../../server/store/connectionOptions.ts';
import { copyTask } from '../../bench/waitingTasks.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard, switchyardForTest } from '../../support/startSwitchyard.ts';

// No worker: everything waits.
let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api,dispatcher,scheduler' });
  const { api } = switchyard;
  for (const id of ['ship', 'pier'])
    await api.request('POST', '/projects', { id, folders: ['/'], programs: ['*'] });
});
afterAll(() => switchyard.stop());

const setPriority = (project: string, priority: number) =>
  switchyard.api.request('PATCH', `/projects/${project}`, { priority });
const standing = async (id: string) => {
  const { priority, effective_priority, tier, queue } = await switchyard.api.task(id);
  return [priority, effective_priority, tier, queue];
};

test('waiting tasks follow their project’s priority up and down, and say why; others stay', async () => {
  const { api } = switchyard;
  const submit = (more: object) => api.submit({ command: 'true', project_id: 'ship', ...more });
  const [plain, urgent, later, highest] = [
    await submit({ priority: 7 }),
    await submit({ priority: 2, task_type: 'urgent' }),
    await submit({ delay_seconds: 3600 }),
    await submit({ priority: 10 }),
  ];
  const waiting = await submit({ depends_on: [later.id] });
  const other = await api.submit({ command: 'true', project_id: 'pier', priority: 7 });

  await setPriority('ship', 8);
  await eventually(async () =>
    expect(await standing(plain.id)).toEqual([7, 8, 'high_priority', 'high_priority']),
  );
  await eventually(async () => expect(await standing(waiting.id)).toEqual([5, 6, 'normal', 'normal']));
  expect(await standing(urgent.id)).toEqual([2, 4, 'low', 'low']);
  expect(await standing(later.id)).toEqual([5, 6, 'normal', 'normal']);
  expect(await standing(highest.id)).toEqual([10, 10, 'critical', 'critical']);
  expect((await api.task(highest.id)).version).toBe(1);
  expect(await standing(other.id)).toEqual([7, 7, 'normal', 'normal']);

  await setPriority('ship', 3);
  await eventually(async () => expect(await standing(plain.id)).toEqual([7, 6, 'normal', 'normal']));
  await eventually(async () => expect(await standing(waiting.id)).toEqual([5, 4, 'low', 'low']));
  expect((await api.task(plain.id)).version).toBe(3);
  const { body } = await api.request('GET', '/projects/ship');
  expect(body).not.toHaveProperty('priority_changed_at');
});

test('however many wait, each follows once, also a change that comes while another is followed', async () => {
  const { api, stores } = switchyard;
  await api.request('POST', '/projects', { id: 'project-7', folders: ['/'], programs: ['*'] });
  const template = await api.submit({ command: 'true', project_id: 'pier' });
  const connection = await createConnection(connectionOptions(stores.databaseUrl));
  onTestFinished(() => connection.end());
  // A twentieth of them in each project, with priority 5 and some effective priority.
  await copyTask(connection, template.id, 10_000);
  const counted = async (project: string) => {
    const [rows] = await connection.query<RowDataPacket[]>(
      `select effective_priority, count(*) as tasks from tasks where project_id = ? group by effective_priority
        order by effective_priority`,
      [project],
    );
    return rows.map(({ effective_priority, tasks }) => [effective_priority, Number(tasks)]);
  };
  const others = await counted('project-8');

  await setPriority('project-7', 9);
  await eventually(async () => expect(await counted('project-7')).toContainEqual([6, expect.any(Number)]));
  await setPriority('project-7', 1);
  await eventually(async () => expect(await counted('project-7')).toEqual([[4, 500]]));
  expect(await counted('project-8')).toEqual(others);
  const [[latest]] = await connection.query<RowDataPacket[]>(
    `select max(version) as version from tasks where project_id = 'project-7'`,
  );
  expect(latest?.version).toBeLessThanOrEqual(3);
});

test('a task that runs meanwhile is tried again with its project’s new priority, and stays in its queue until then', async () => {
  const { api, folder } = await switchyardForTest();
  const goOn = join(folder, 'go-on');
  const script = `setInterval(() => require('fs').existsSync('${goOn}') && process.exit(1), 20)`;
  const { id } = await api.submit({ script, priority: 7, max_retries: 1, retry_delay: 600 });
  await api.reaches(id, 'running');
  await api.request('PATCH', '/projects/default', { priority: 9 });
  const running = await eventually(async () => {
    const task = await api.task(id);
    expect(task.effective_priority).toBe(8);
    return task;
  });
  expect(running).toMatchObject({ status: 'running', tier: 'normal', queue: 'normal' });
  await writeFile(goOn, '');
  expect(await api.reaches(id, 'retry')).toMatchObject({ tier: 'high_priority', queue: 'high_priority' });
  await api.request('PATCH', '/projects/default', { priority: 1 });
  await eventually(async () =>
    expect(await api.task(id)).toMatchObject({ status: 'retry', effective_priority: 6, queue: 'normal' }),
  );
});

test('a failed task that is tried again by hand has the priority that it would have now', async () => {
  const { api } = await switchyardForTest();
  const fail = () => api.submit({ script: 'process.exit(1)', priority: 7, max_retries: 0 });
  const failed = [await fail(), await fail(), await fail()] as const;
  for (const { id } of failed) await api.reaches(id, 'failure');
  await api.request('PATCH', '/projects/default', { priority: 9 });
  await api.request('POST', '/queues/high_priority/pause');
  const [one, two, three] = failed;
  await api.request('POST', `/tasks/${one.id}/retry`);
  await api.request('POST', '/dead-letters/redrive', { task_ids: [two.id] });
  await api.request('POST', '/tasks/bulk', { action: 'retry', filter: { status: ['failure'] } });
  await api.reaches(three.id, 'retry');
  for (const { id } of failed) {
    expect(await api.task(id)).toMatchObject({
      ...{ status: 'retry', effective_priority: 8, tier: 'high_priority', queue: 'high_priority' },
      blocked_on: { reason: 'queue_paused' },
    });
  }
});
