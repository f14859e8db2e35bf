import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

const CAP = 100_000;

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(() => switchyard.stop());

test('a log over its cap keeps head and tail, tells what is missing, and can be read and followed', async () => {
  const script = `
    let n = 0;
    function more() {
      while (n < 300000) if (!process.stdout.write('line ' + ++n + '\\n')) return process.stdout.once('drain', more);
    }
    more();`;
  const { id } = await switchyard.api.submit({ script, limits: { output_bytes: CAP } });
  const followed = await switchyard.api.request<string>('GET', `/tasks/${id}/logs?follow=true`);
  const { status, stdout } = await switchyard.api.task(id);
  expect(status).toBe('success');
  expect(stdout.endsWith('line 300000\n')).toBe(true);
  const lines = await switchyard.api.allLines(id);
  expect(
    followed.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(lines);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, at) => at + 1));
  const printed = lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text);
  expect(printed.join('\n').length).toBeLessThanOrEqual(CAP);
  expect(printed.join('\n').length).toBeGreaterThan(CAP * 0.9);
  const said = lines.filter(({ stream }) => stream === 'system');
  expect(said[1]?.text).toMatch(
    new RegExp(`^${300_000 - printed.length} lines \\(\\d+ bytes\\) are left out here`),
  );
  const head = (said[0]?.seq ?? 0) - 1;
  expect(printed.slice(0, head)).toEqual(Array.from({ length: head }, (_, at) => `line ${at + 1}`));
  const tail = printed.length - head;
  expect(printed.slice(head)).toEqual(
    Array.from({ length: tail }, (_, at) => `line ${300_000 - tail + at + 1}`),
  );
});

test('with a worker that dies over the cap the next run’s log goes on behind the head', async () => {
  const script = `
    const run = process.env.SWITCHYARD_RUN_ID.split('.').at(-1);
    for (let n = 0; n < 2000; n++) console.log('run ' + run + ' line ' + n);
    if (run === '1') setInterval(() => {}, 1000);`;
  const { id } = await switchyard.api.submit({ script, limits: { output_bytes: 10_000 }, max_retries: 1 });
  await eventually(async () =>
    expect((await switchyard.api.allLines(id)).some(({ stream }) => stream === 'system')).toBe(true),
  );
  switchyard.first.kill('SIGKILL');
  await switchyard.first.ended;
  const second = await switchyard.start('api,dispatcher,scheduler,worker');
  await second.api.reaches(id, 'success', 60_000);
  const lines = await second.api.allLines(id);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, at) => at + 1));
  expect(lines[0]?.text).toBe('run 1 line 0');
  expect(lines.at(-1)?.text).toBe('run 2 line 1999');
}, 90_000);
