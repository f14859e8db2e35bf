import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  // Each start fails at once, and counts all the same.
  switchyard = await startSwitchyard({ env: { SWITCHYARD_CLAUDE_BIN: '/nowhere/claude' } });
});
afterAll(() => switchyard.stop());

const submit = (project: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, () =>
      switchyard.api.submit({
        kind: 'claude',
        project_id: project,
        context: { prompt: 'hello' },
        exclusive: false,
      }),
    ),
  );
const started = async (project: string) =>
  (await switchyard.api.list(`project_id=${project}&status=failure`)).total;
const waiting = async (project: string) =>
  (await switchyard.api.list(`project_id=${project}&status=pending`)).items;

test('ten claude tasks are started in a minute, a project’s own limit holds within that, and both are changed live', async () => {
  const { api } = switchyard;
  for (const id of ['slow', 'other'])
    await api.request('POST', '/projects', { id, folders: ['/'], programs: ['*'] });
  await api.request('PATCH', '/projects/slow', { claude_per_minute: 2 });

  await submit('slow', 4);
  await eventually(async () => expect(await started('slow')).toBe(2));
  const [held] = await waiting('slow');
  expect(held?.blocked_on).toMatchObject({
    reason: 'rate_limit',
    detail: 'the project slow may start 2 claude tasks a minute',
  });
  const until = Date.parse(held?.blocked_on?.next_try_at ?? '') - Date.now();
  expect(until).toBeGreaterThan(30_000);
  expect(until).toBeLessThanOrEqual(60_000);

  await submit('other', 10);
  await eventually(async () => expect(await started('other')).toBe(8));
  expect((await waiting('other'))[0]?.blocked_on?.detail).toBe(
    'the installation may start 10 claude tasks a minute',
  );
  // Commands aren't counted.
  const { id } = await api.submit({ command: 'true' });
  await api.reaches(id, 'success');

  await api.request('PATCH', '/limits', { claude_per_minute: null });
  await eventually(async () => expect(await started('other')).toBe(10));
  expect(await started('slow')).toBe(2);
  await api.request('PATCH', '/projects/slow', { claude_per_minute: null });
  await eventually(async () => expect(await started('slow')).toBe(4));
});
