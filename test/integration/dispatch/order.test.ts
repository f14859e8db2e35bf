import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

test('what is more urgent runs first, also where less urgent jobs lie in their queues already', async () => {
  const { api, folder } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1' } });
  const [go, order] = [join(folder, 'go'), join(folder, 'order')];
  const first = await api.submit({
    script: `const t = setInterval(() => { if (require('fs').existsSync(${JSON.stringify(go)})) clearInterval(t); }, 20)`,
  });
  await api.reaches(first.id, 'running');
  const submit = (priority: number, task_type: 'critical' | 'normal' | 'background') =>
    api.submit({
      script: `require('fs').appendFileSync(${JSON.stringify(order)}, '${priority} ')`,
      priority,
      task_type,
    });
  const waiting = [await submit(1, 'background'), await submit(3, 'normal'), await submit(5, 'normal')];
  // Each is a job by now.
  for (const { id } of waiting) await api.reaches(id, 'received');
  waiting.push(await submit(10, 'critical'));
  await api.reaches(waiting.at(-1)?.id ?? '', 'received');
  expect(existsSync(order)).toBe(false);
  writeFileSync(go, '');
  for (const { id } of waiting) await api.reaches(id, 'success');
  expect(readFileSync(order, 'utf8')).toBe('10 5 3 1 ');
});
