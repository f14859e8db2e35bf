import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LastingInput } from '../../../../server/processes/lastingInput.ts';

/** A shell with that input. */
async function shell(script: string) {
  const input = await LastingInput.create();
  const child = spawn('sh', ['-c', script], { stdio: [input.end, 'pipe', 'inherit'] });
  input.handedOver();
  onTestFinished(() => {
    input.ours.destroy();
    child.kill('SIGKILL');
  });
  return { input: input.ours, output: child.stdout as Readable };
}

test('what is written arrives, however much it is', async () => {
  const { input, output } = await shell('head -c 3000000 | wc -c');
  input.write('x'.repeat(2_999_999));
  input.write('\n');
  expect((await text(output)).trim()).toBe('3000000');
});

test('when nobody writes any more it doesn’t end', async () => {
  const { input, output } = await shell('timeout 0.5 cat; echo "$?"');
  input.write('one\n', () => input.destroy());
  // 124: it was waiting for more when its time was up; at an end it would be 0.
  expect(await text(output)).toBe('one\n124\n');
});

test('nothing of it is left in the folder for temporary files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-unit-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const { output } = await shell('echo there');
  expect(await text(output)).toBe('there\n');
  expect(readdirSync(folder)).toEqual([]);
});
