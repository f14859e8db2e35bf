import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import * as fake from '../../../support/fakeVscode.ts';

vi.mock('vscode', () => import('../../../support/fakeVscode.ts'));
const { saveText } = await import('../../../../extension/logs/saveText.ts');

const never = new AbortController().signal;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-save-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  fake.workspace.fs.writeFile.mockReset();
});
const uriOf = (scheme: string) => fake.Uri.from({ scheme, path: join(folder, 'a.log') }) as never;

async function* parts(count: number, onPart: (index: number) => void = () => {}) {
  for (let index = 0; index < count; index++) {
    onPart(index);
    yield `part ${index}\n`;
  }
}

test('writes the parts one after the other, into that file and no other', async () => {
  await saveText(uriOf('file'), parts(3), never);
  expect(await readFile(join(folder, 'a.log'), 'utf8')).toBe('part 0\npart 1\npart 2\n');
  expect(await readdir(folder)).toEqual(['a.log']);
});

test('reads no faster than it writes', async () => {
  let read = 0;
  const big = async function* () {
    for (; read < 1000; read++) yield 'x'.repeat(1024 * 1024);
  };
  const stop = new AbortController();
  const saved = saveText(uriOf('file'), big(), stop.signal);
  await vi.waitFor(() => expect(read).toBeGreaterThan(0));
  stop.abort();
  await expect(saved).rejects.toThrow(/abort/i);
  expect(read).toBeLessThan(1000);
  expect(await readdir(folder)).toEqual([]);
});

test('a failure leaves the file of before as it was, and nothing else', async () => {
  await writeFile(join(folder, 'a.log'), 'before');
  const breaking = parts(5, (index) => {
    if (index === 3) throw new Error('the server is away');
  });
  await expect(saveText(uriOf('file'), breaking, never)).rejects.toThrow('the server is away');
  expect(await readFile(join(folder, 'a.log'), 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['a.log']);
});

test('elsewhere a file is written at once, up to a bound', async () => {
  await saveText(uriOf('memfs'), parts(2), never);
  expect(String(fake.workspace.fs.writeFile.mock.calls[0]?.[1])).toBe('part 0\npart 1\n');
  const flood = async function* () {
    for (;;) yield 'x'.repeat(1024 * 1024);
  };
  await expect(saveText(uriOf('memfs'), flood(), never)).rejects.toThrow('32 MiB');
  expect(fake.workspace.fs.writeFile).toHaveBeenCalledTimes(1);
});
