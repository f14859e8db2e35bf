import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type RoleProcess, switchyardForTest, TEST_TOKEN } from '../../support/startSwitchyard.ts';

const LINES = 1_000_000;
/** The bound for every process, in bytes. */
const MEMORY_MAX = 300 * 1024 * 1024;

const script = `
  let at = 0;
  function more() {
    while (at < ${LINES}) {
      let text = '';
      for (const end = Math.min(at + 1000, ${LINES}); at < end; at++) text += 'line ' + at + ' of many\\n';
      if (!process.stdout.write(text)) return process.stdout.once('drain', more);
    }
  }
  more();`;

test('a task that prints a million lines: all in the log, in order, followed while it runs, memory bounded', async () => {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher,scheduler' });
  const worker = await switchyard.start('worker');
  const { id } = await switchyard.api.submit({ script });

  // Whoever follows it gets every line once, in order.
  const answer = await fetch(`${switchyard.url}/api/v1/tasks/${id}/logs?follow=true`, {
    headers: { authorization: `Bearer ${TEST_TOKEN}` },
  });
  let seq = 0;
  for await (const text of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
    const line = JSON.parse(text);
    if (line.seq !== seq + 1 || line.text !== `line ${seq} of many`)
      throw new Error(`after ${seq} came ${text}`);
    seq = line.seq;
  }
  expect(seq).toBe(LINES);
  expect((await switchyard.api.task(id)).status).toBe('success');
  expect(await switchyard.api.logPage(id, `after=${LINES - 2}`)).toMatchObject({
    lines: [{ seq: LINES - 1 }, { seq: LINES, text: `line ${LINES - 1} of many` }],
    complete: true,
  });
  expect(peakMemory(worker)).toBeLessThan(MEMORY_MAX);
  expect(peakMemory(switchyard.first)).toBeLessThan(MEMORY_MAX);
});

test('300 MB of output on one stream, with the other one silent, costs no memory', async () => {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher,scheduler' });
  const worker = await switchyard.start('worker');
  const loud = `
    const block = ('x'.repeat(99) + '\\n').repeat(1000);
    let left = 3000;
    const more = () => { while (left-- > 0) if (!process.stdout.write(block)) return process.stdout.once('drain', more); };
    more();`;
  const { id } = await switchyard.api.submit({ script: loud, limits: { output_bytes: 400 * 1024 * 1024 } });
  const task = await switchyard.api.reaches(id, 'success');
  expect(await switchyard.api.logPage(task.id, 'after=2999999')).toMatchObject({
    lines: [{ seq: 3_000_000 }],
  });
  expect(peakMemory(worker)).toBeLessThan(MEMORY_MAX);
});

/** `VmHWM` of proc(5): the most that was ever resident, in bytes. */
function peakMemory({ pid }: RoleProcess): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
