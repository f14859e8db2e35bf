import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

test.each([
  ['killed', 'SIGKILL'],
  ['stopped', 'SIGTERM'],
] as const)(
  'the task of a worker that is %s runs before those of its priority that wait',
  async (_, signal) => {
    const { api, folder, start } = await switchyardForTest({ roles: 'api,dispatcher,scheduler' });
    const env = { SWITCHYARD_SLOTS: '1' };
    const worker = await start('worker', env);
    const goOn = join(folder, 'go-on');
    const script = `setInterval(() => require('fs').existsSync(${JSON.stringify(goOn)}) && process.exit(), 20)`;
    const first = await api.submit({ script, priority: 6, max_retries: 1 });
    await api.reaches(first.id, 'running');
    const others = [];
    for (let each = 0; each < 5; each++) others.push(await api.submit({ command: 'true', priority: 6 }));
    // It is admitted, and stays the next.
    const next = others.shift();
    await api.reaches(next?.id ?? '', 'received');
    worker.kill(signal);
    const waits = await api.reaches(first.id, 'retry', 30_000);
    expect(waits.blocked_on?.position).toBeLessThanOrEqual(2);
    await writeFile(goOn, '');
    await start('worker', env);
    const startOf = async (id: string) =>
      Date.parse((await api.reaches(id, 'success', 30_000)).started_at ?? '');
    const again = await startOf(first.id);
    for (const { id } of others) expect(await startOf(id)).toBeGreaterThan(again);
  },
  120_000,
);

test('what it ran is no time waited: more urgent tasks come before it all the same', async () => {
  const { api, folder, start } = await switchyardForTest({
    roles: 'api,dispatcher,scheduler',
    env: { SWITCHYARD_AGEING_SECONDS: '1' },
  });
  const worker = await start('worker', { SWITCHYARD_SLOTS: '1' });
  const goOn = join(folder, 'go-on');
  const script = `setInterval(() => require('fs').existsSync(${JSON.stringify(goOn)}) && process.exit(), 20)`;
  const low = await api.submit({ script, priority: 1, max_retries: 1 });
  const begun = Date.parse((await api.reaches(low.id, 'running')).started_at ?? '');
  await eventually(() => Date.now() - begun > 9000);
  worker.kill('SIGKILL');
  await api.reaches(low.id, 'retry', 30_000);
  const urgent = await api.submit({ command: 'true', priority: 10 });
  expect((await api.task(urgent.id)).blocked_on?.position).toBe(1);
});
