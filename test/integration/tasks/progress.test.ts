import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
import { EventClient } from '../events/eventClient.ts';

test('progress lines reach the task and the WebSocket; a thousand of them cost few writes', async () => {
  const switchyard = await switchyardForTest();
  const client = await EventClient.connect(switchyard.url);
  await client.subscribe(['tasks']);
  const script = `
    for (let n = 0; n <= 1000; n++) console.log('::progress percentage=' + n / 20 + ' step="part ' + n + '" total=5::');
    console.log('::progress percentage=200::');
    process.stdin.on('data', () => {});
    setTimeout(() => console.log('::progress percentage=90 step=end::'), 1500);`;
  const { id } = await switchyard.api.submit({ script });
  await eventually(async () =>
    expect((await switchyard.api.task(id)).progress).toMatchObject({
      percentage: 50,
      current_step: 'part 1000',
      total_steps: 5,
    }),
  );
  const task = await switchyard.api.reaches(id, 'success');
  expect(task.progress).toMatchObject({ percentage: 90, current_step: 'end', total_steps: 5 });
  expect(task.stdout).toMatch(/::progress percentage=200::/);
  expect(task.version).toBe(task.history.length);
  const told = await eventually(() => {
    const events = client
      .of('event')
      .filter(({ event }) => event.type === 'task.progress')
      .map(({ event }) => event);
    expect(events.at(-1)).toMatchObject({ task_id: id, progress: { percentage: 90 } });
    return events;
  });
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(told.length).toBeLessThan(8);
});
