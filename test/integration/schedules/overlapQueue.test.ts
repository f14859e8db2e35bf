/** With `overlap: queue`, the tasks of a schedule run one after the other, in the order of their firings. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Task } from '../../../shared/task.ts';
import type { TaskGraph } from '../../../shared/taskGraph.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { ScheduleClient } from './scheduleClient.ts';

let switchyard: Switchyard;
let schedules: ScheduleClient;
beforeAll(async () => {
  // More than there are tasks: nothing waits for a slot.
  switchyard = await startSwitchyard({ env: { SWITCHYARD_SLOTS: '30' } });
  schedules = new ScheduleClient(switchyard);
});
afterAll(() => switchyard.stop());

/** Each of its tasks runs until `end` says with which exit code it is to end. */
async function fireTimes(count: number, task: object = {}): Promise<string[]> {
  const script =
    'until [ -s "$0/$SWITCHYARD_TASK_ID" ]; do sleep 0.05; done; exit "$(cat "$0/$SWITCHYARD_TASK_ID")"';
  const { id } = await schedules.create({
    overlap: 'queue',
    task: {
      name: 'nightly',
      command: 'sh',
      args: ['-c', script, switchyard.folder],
      max_retries: 0,
      ...task,
    },
  });
  for (let times = 1; times <= count; times++) {
    await schedules.setNext(id, 0);
    await eventually(async () => expect(await schedules.firings(id)).toHaveLength(times), {
      timeoutMs: 15_000,
    });
  }
  return (await schedules.firings(id)).map(({ task_id }) => task_id as string);
}

const end = (taskId: string, exitCode = 0) =>
  writeFileSync(join(switchyard.folder, taskId), String(exitCode));

/** Whatever is ready starts meanwhile: a task that was submitted later has run. */
async function waitsBehind(taskId: string, previousId: string): Promise<Task> {
  await switchyard.api.reaches((await switchyard.api.submit({ command: 'true' })).id, 'success');
  const task = await switchyard.api.task(taskId);
  expect(task).toMatchObject({
    status: 'pending',
    depends_on: [],
    blocked_on: { reason: 'dependency', detail: expect.stringContaining(`nightly (`) },
  });
  expect(task.blocked_on?.detail).toContain(previousId);
  return task;
}

function timeOf(time: string | null): number {
  return Date.parse(time ?? '');
}

// At once, since a firing takes its second or two.
describe.concurrent('with overlap queue', () => {
  test.each<[string, 'success' | 'failure' | 'revoked', (taskId: string) => unknown]>([
    ['succeeded', 'success', (taskId) => end(taskId)],
    ['failed for good', 'failure', (taskId) => end(taskId, 1)],
    ['been cancelled', 'revoked', (taskId) => switchyard.api.cancel(taskId)],
  ])('the next task waits until the one before has %s', async (_how, status, finish) => {
    const [first, second] = (await fireTimes(2)) as [string, string];
    await switchyard.api.reaches(first, 'running');
    await waitsBehind(second, first);
    const graph = async () => (await switchyard.api.request<TaskGraph>('GET', `/tasks/${second}/graph`)).body;
    expect((await graph()).edges).toEqual([{ from: first, to: second }]);

    await finish(first);
    await switchyard.api.reaches(first, status);
    await switchyard.api.reaches(second, 'running');
    expect((await graph()).edges).toEqual([]);
    end(second);
    await switchyard.api.reaches(second, 'success');
  });

  test('three firings run one after the other, in their order', async () => {
    const ids = (await fireTimes(3, { name: 'one of three nightly' })) as [string, string, string];
    await switchyard.api.reaches(ids[0], 'running');
    await waitsBehind(ids[2], ids[1]);
    await waitsBehind(ids[1], ids[0]);
    const listed = (await schedules.tasks('one of three nightly', 'status=pending')).map(
      ({ blocked_on }) => blocked_on?.reason,
    );
    expect(listed).toEqual(['dependency', 'dependency']);
    for (const id of ids) end(id);
    const [one, two, three] = (await Promise.all(ids.map((id) => switchyard.api.reaches(id, 'success')))) as [
      Task,
      Task,
      Task,
    ];
    expect(timeOf(two.started_at)).toBeGreaterThanOrEqual(timeOf(one.completed_at));
    expect(timeOf(three.started_at)).toBeGreaterThanOrEqual(timeOf(two.completed_at));
  });

  test('a task that waits to be tried again keeps the next one waiting', async () => {
    const [first, second] = (await fireTimes(2, { max_retries: 1, retry_delay: 300 })) as [string, string];
    end(first, 1);
    await switchyard.api.reaches(first, 'retry');
    expect((await waitsBehind(second, first)).blocked_on?.detail).toContain('(retry');
    await switchyard.api.cancel(first);
    await switchyard.api.reaches(second, 'running');
    end(second);
    await switchyard.api.reaches(second, 'success');
  });

  test('one that is cancelled while it waits lets nobody overtake the one before it', async () => {
    const [first, second, third] = (await fireTimes(3)) as [string, string, string];
    await switchyard.api.reaches(first, 'running');
    await switchyard.api.cancel(second);
    await waitsBehind(third, first);
    end(first);
    await switchyard.api.reaches(third, 'running');
    expect((await switchyard.api.task(second)).status).toBe('revoked');
    end(third);
    await switchyard.api.reaches(third, 'success');
  });

  test('a failed task that is tried again by hand holds up none that has begun since', async () => {
    const [first, second] = (await fireTimes(2)) as [string, string];
    end(first, 1);
    await switchyard.api.reaches(second, 'running');
    end(first, 0);
    await switchyard.api.request('POST', `/tasks/${first}/retry`);
    await switchyard.api.reaches(first, 'success');
    expect((await switchyard.api.task(second)).status).toBe('running');
    end(second);
    expect((await switchyard.api.reaches(second, 'success')).runs).toHaveLength(1);
  });
});
