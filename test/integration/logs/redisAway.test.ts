import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { LogLine } from '../../../shared/logs.ts';
import { eventually } from '../../support/eventually.ts';
import { freshStores } from '../../support/freshStores.ts';
import { startSwitchyard } from '../../support/startSwitchyard.ts';
import { makeTestFolder, startTestRedis } from '../../support/storeProcess.ts';

test('who reads a log on and on while Redis dies and comes back misses no line and sees none twice', async () => {
  const folder = makeTestFolder();
  const [own, redis] = await Promise.all([freshStores(), startTestRedis({ folder })]);
  const switchyard = await startSwitchyard({ stores: { databaseUrl: own.databaseUrl, redisUrl: redis.url } });
  onTestFinished(async () => {
    await switchyard.stop();
    await Promise.all([redis.stop(), own.drop()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const { api } = switchyard;
  const script = `let n = 0; const timer = setInterval(() => { console.log(++n); if (n === 1000) clearInterval(timer); }, 10);`;
  const { id } = await api.submit({ script });
  const lines: LogLine[] = [];
  let complete = false;
  const reading = (async () => {
    while (!complete) {
      const answer = await api.request<{ lines: LogLine[]; complete: boolean }>(
        'GET',
        `/tasks/${id}/logs?after=${lines.at(-1)?.seq ?? 0}`,
      );
      if (answer.status !== 200) continue;
      lines.push(...answer.body.lines);
      ({ complete } = answer.body);
    }
  })();
  await eventually(() => lines.length > 50, { timeoutMs: 20_000 });
  await redis.kill();
  // The run goes on while Redis is away: its clock is the machine’s.
  const until = Date.now() + 1500;
  await eventually(() => Date.now() > until);
  await redis.startAgain();
  await api.reaches(id, 'success', 60_000);
  await reading;
  expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
}, 90_000);
