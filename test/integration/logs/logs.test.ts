import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogLine } from '../../../shared/logs.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(() => switchyard.stop());

const seqs = (lines: LogLine[]) => lines.map(({ seq }) => seq);
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);
const texts = (lines: LogLine[], stream = 'stdout') =>
  lines.filter((line) => line.stream === stream).map(({ text }) => text);

async function finished(
  task: Parameters<Switchyard['api']['submit']>[0],
  state: 'success' | 'failure' = 'success',
) {
  const { id } = await switchyard.api.submit(task);
  return switchyard.api.reaches(id, state, 120_000);
}

/** Follows a log to its end, as NDJSON. `onLines` sees all lines that have come so far. */
async function follow(
  id: string,
  after = 0,
  onLines: (lines: LogLine[]) => void = () => {},
): Promise<LogLine[]> {
  const answer = await fetch(`${switchyard.url}/api/v1/tasks/${id}/logs?follow=true&after=${after}`, {
    headers: { authorization: `Bearer ${switchyard.token}` },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
  const lines: LogLine[] = [];
  let rest = '';
  for await (const chunk of (answer.body as ReadableStream<Uint8Array>).pipeThrough(
    new TextDecoderStream(),
  )) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((part) => JSON.parse(part) as LogLine));
    onLines(lines);
  }
  expect(rest).toBe('');
  return lines;
}

test('text is for who ranks it first, and not for who only names it behind JSON', async () => {
  const { id } = await finished({ script: "console.log('hi')" });
  const asked = async (accept: string, query = '') => {
    const answer = await switchyard.api.request('GET', `/tasks/${id}/logs?${query}`, undefined, { accept });
    return String(answer.headers.get('content-type')).split(';')[0];
  };
  expect(await asked('application/json, text/plain, */*')).toBe('application/json');
  expect(await asked('application/json, text/plain;q=0.5')).toBe('application/json');
  expect(await asked('*/*')).toBe('application/json');
  expect(await asked('text/plain, application/json;q=0.9')).toBe('text/plain');
  expect(await asked('application/json, text/plain, */*', 'follow=true')).toBe('application/x-ndjson');
});

const plain = async (id: string, query = '') =>
  (
    await switchyard.api.request<string>('GET', `/tasks/${id}/logs?${query}`, undefined, {
      accept: 'text/plain',
    })
  ).body;

test('200,000 lines on both streams are all there, each stream in its order, page by page', async () => {
  const script = `
    const write = (stream, text) => new Promise((resolve) => stream.write(text, resolve));
    (async () => {
      for (let at = 0; at < 100000; at += 500) {
        let out = '', err = '';
        for (let i = at; i < at + 500; i++) { out += 'out ' + i + '\\n'; err += 'err ' + i + '\\n'; }
        await Promise.all([write(process.stdout, out), write(process.stderr, err)]);
      }
    })();`;
  const { id, stdout } = await finished({ script });
  const lines: LogLine[] = [];
  for (let after = 0, complete = false; !complete; ) {
    const page = await switchyard.api.logPage(id, `after=${after}&limit=7777`);
    expect(page.lines.length).toBeLessThanOrEqual(7777);
    expect(page.next_after).toBe(page.lines.at(-1)?.seq ?? after);
    lines.push(...page.lines);
    ({ next_after: after, complete } = page);
  }
  expect(lines).toHaveLength(200_000);
  expect(seqs(lines)).toEqual(upTo(200_000));
  expect(texts(lines)).toEqual(Array.from({ length: 100_000 }, (_, index) => `out ${index}`));
  expect(texts(lines, 'stderr')).toEqual(Array.from({ length: 100_000 }, (_, index) => `err ${index}`));
  expect(stdout.endsWith('out 99999\n')).toBe(true);
  expect((await plain(id)).split('\n').sort()).toEqual(['', ...lines.map(({ text }) => text)].sort());
}, 180_000);

test('a page that ends with the last line of a finished task says so', async () => {
  const { id } = await finished({ script: `console.log('1\\n2\\n3')` });
  expect(await switchyard.api.logPage(id, 'limit=2')).toMatchObject({ next_after: 2, complete: false });
  expect(await switchyard.api.logPage(id, 'limit=3')).toMatchObject({ next_after: 3, complete: true });
  expect(await switchyard.api.logPage(id, 'limit=1&after=2')).toMatchObject({
    next_after: 3,
    complete: true,
  });
  expect(await switchyard.api.logPage(id, 'after=3')).toEqual({ lines: [], next_after: 3, complete: true });
  expect(await switchyard.api.logPage(id, 'after=99')).toEqual({ lines: [], next_after: 99, complete: true });
});

test('a task that printed nothing, or hasn’t run, has an empty log', async () => {
  const { id } = await finished({ script: '' });
  expect(await switchyard.api.logPage(id)).toEqual({ lines: [], next_after: 0, complete: true });
  expect(await plain(id)).toBe('');
  expect(await follow(id)).toEqual([]);
  const waiting = await switchyard.api.submit({ script: '', delay_seconds: 3600 });
  expect(await switchyard.api.logPage(waiting.id)).toEqual({
    lines: [],
    next_after: 0,
    complete: false,
    waiting: (await switchyard.api.task(waiting.id)).blocked_on,
  });
});

describe('follow', () => {
  /** Prints a line every few milliseconds. */
  const ticking = (lines: number) =>
    `let n = 0; const timer = setInterval(() => { console.log(++n); if (n === ${lines}) clearInterval(timer); }, 5);`;

  test('brings lines while the run prints, and ends when the task is over', async () => {
    const go = join(switchyard.folder, 'go-on');
    const { id } = await switchyard.api.submit({
      script: `console.log(1);
        const timer = setInterval(() => {
          if (!require('node:fs').existsSync(${JSON.stringify(go)})) return;
          clearInterval(timer);
          for (let n = 2; n <= 200; n++) console.log(n);
        }, 5);`,
    });
    // It goes on when its first line has been brought.
    const lines = await follow(id, 0, () => writeFileSync(go, ''));
    expect((await switchyard.api.task(id)).status).toBe('success');
    expect(seqs(lines)).toEqual(upTo(200));
    expect(texts(lines)).toEqual(upTo(200).map(String));
  });

  test('resumes after any line', async () => {
    const { id } = await switchyard.api.submit({ script: ticking(100) });
    const all = await follow(id);
    expect(await follow(id, 37)).toEqual(all.slice(37));
    expect(await follow(id, 100)).toEqual([]);
  });

  test('by many at once gives each the same', async () => {
    const { id } = await switchyard.api.submit({ script: ticking(150) });
    const logs = await Promise.all(upTo(8).map(() => follow(id)));
    for (const lines of logs) expect(texts(lines)).toEqual(upTo(150).map(String));
  });

  test('as text', async () => {
    const { id } = await switchyard.api.submit({ script: ticking(20) });
    expect(await plain(id, 'follow=true')).toBe(
      upTo(20)
        .map((line) => `${line}\n`)
        .join(''),
    );
  });
});

test('a log that is read over and over while it is written never has a gap or a repeat', async () => {
  const script = `
    let n = 0;
    const timer = setInterval(() => {
      let text = '';
      for (let i = 0; i < 400; i++) text += 'line ' + (++n) + ' ' + 'x'.repeat(100) + '\\n';
      process.stdout.write(text);
      if (n >= 40000) clearInterval(timer);
    }, 10);`;
  const { id } = await switchyard.api.submit({ script });
  const reader = async (limit: number) => {
    const lines: LogLine[] = [];
    for (;;) {
      const page = await switchyard.api.logPage(id, `after=${lines.at(-1)?.seq ?? 0}&limit=${limit}`);
      expect(seqs(page.lines)).toEqual(upTo(page.lines.length, lines.length + 1));
      lines.push(...page.lines);
      if (page.complete) return lines;
    }
  };
  for (const lines of await Promise.all([reader(10_000), reader(999), reader(313)])) {
    expect(lines).toHaveLength(40_000);
    expect(lines.every(({ seq, text }) => text.startsWith(`line ${seq} `))).toBe(true);
  }
}, 120_000);

describe('whatever a program prints', () => {
  test('output without a newline at the end is a line', async () => {
    const { id, stdout } = await finished({ script: `process.stdout.write('first\\nlast')` });
    expect(texts((await switchyard.api.logPage(id)).lines)).toEqual(['first', 'last']);
    expect(stdout).toBe('first\nlast\n');
  });

  test('bytes that are no text', async () => {
    const script = `const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i)); process.stdout.write(all);`;
    const { id } = await finished({ script });
    const { lines, complete } = await switchyard.api.logPage(id);
    const expected = new TextDecoder().decode(Uint8Array.from(upTo(256, 0)));
    expect(complete).toBe(true);
    expect(texts(lines).join('\n')).toBe(expected);
  });

  test('control characters, separators and half lines stay as they are', async () => {
    const odd = [
      '\u001b[31mred\u001b[0m',
      'a\tb',
      'nul\0nul',
      '\u2028\u2029',
      '10%\r20%',
      '',
      '{"json":1}',
      '🚂',
    ];
    const { id } = await finished({ script: `process.stdout.write(${JSON.stringify(odd.join('\n'))})` });
    expect(texts((await switchyard.api.logPage(id)).lines)).toEqual(odd);
    expect(texts(await follow(id))).toEqual(odd);
  });

  test('a line over 64 KiB comes whole, in pieces, and the next line after it', async () => {
    const script = `process.stdout.write('x'.repeat(1000000) + '\\nnext\\n')`;
    const { id } = await finished({ script });
    const lines = texts((await switchyard.api.logPage(id)).lines);
    expect(lines.at(-1)).toBe('next');
    expect(lines.slice(0, -1).join('')).toBe('x'.repeat(1_000_000));
    expect(lines.every((line) => line.length <= 128 * 1024)).toBe(true);
  });
});

test('the log of a retried task goes on across its runs', async () => {
  const script = `console.log('run ' + process.env.SWITCHYARD_RUN_ID.split('.').at(-1)); console.error('!'); process.exit(1)`;
  const { id } = await finished({ script, max_retries: 2, retry_delay: 0.1 }, 'failure');
  const { lines, complete } = await switchyard.api.logPage(id);
  expect(complete).toBe(true);
  expect(seqs(lines)).toEqual(upTo(6));
  expect(texts(lines)).toEqual(['run 1', 'run 2', 'run 3']);
  expect(lines.map(({ run }) => run)).toEqual([1, 1, 2, 2, 3, 3]);
  expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted());

  await switchyard.api.request('POST', `/tasks/${id}/retry`);
  await eventually(async () => expect((await switchyard.api.task(id)).runs).toHaveLength(4), {
    timeoutMs: 20_000,
  });
  await switchyard.api.reaches(id, 'failure');
  expect(seqs((await switchyard.api.logPage(id)).lines).slice(0, 8)).toEqual(upTo(8));
});

describe('the end, and a text', () => {
  const script = `
    for (let n = 1; n <= 30000; n++) console.log('line ' + n + (n % 1000 === 0 ? ' \\u001b[31mFailed: (x|y)\\u001b[0m' : ''));`;

  test('tail begins with the last lines, also when the log is followed', async () => {
    const { id } = await finished({ script });
    const page = await switchyard.api.logPage(id, 'tail=5000');
    expect(seqs(page.lines)).toEqual(upTo(5000, 25_001));
    expect(page).toMatchObject({ next_after: 30_000, complete: true });
    expect(seqs((await switchyard.api.logPage(id, 'tail=10000&after=5')).lines)).toEqual(
      upTo(10_000, 20_001),
    );
    expect((await plain(id, 'tail=2&follow=true')).split('\n')[0]).toBe('line 29999');
    const short = await finished({ script: 'console.log(1)' });
    expect(seqs((await switchyard.api.logPage(short.id, 'tail=10')).lines)).toEqual([1]);
  });

  test('tail of a log that is still live', async () => {
    const running = `for (let n = 1; n <= 100; n++) console.log(n); setInterval(() => {}, 1000);`;
    const { id } = await switchyard.api.submit({ script: running });
    await eventually(async () => expect((await switchyard.api.logPage(id)).lines).toHaveLength(100));
    expect(seqs((await switchyard.api.logPage(id, 'tail=3')).lines)).toEqual([98, 99, 100]);
    await switchyard.api.cancel(id);
    await switchyard.api.reaches(id, 'revoked');
  });

  test('a search finds lines by a literal text in any case, page by page', async () => {
    const { id } = await finished({ script });
    const query = `search=${encodeURIComponent('FAILED: (x|')}&limit=12`;
    const found: number[] = [];
    for (let after = 0, complete = false; !complete; ) {
      const page = await switchyard.api.logPage(id, `${query}&after=${after}`);
      expect(page.lines.length).toBeLessThanOrEqual(12);
      expect(page.lines.every(({ text }) => text.endsWith('\u001b[31mFailed: (x|y)\u001b[0m'))).toBe(true);
      found.push(...seqs(page.lines));
      ({ next_after: after, complete } = page);
    }
    expect(found).toEqual(upTo(30).map((n) => n * 1000));
    const none = await switchyard.api.logPage(id, 'search=nothing%20like%20it');
    expect(none).toEqual({ lines: [], next_after: 30_000, complete: true });
  });
});

describe('a wrong query is 422 at its parameter', () => {
  test.each([
    ['after=-1', 'after'],
    ['after=x', 'after'],
    ['limit=0', 'limit'],
    ['limit=10001', 'limit'],
    ['follow=perhaps', 'follow'],
    ['tail=0', 'tail'],
    ['search=', 'search'],
    ['search=x&follow=true', 'search'],
    ['search=x&tail=5', 'search'],
  ])('%s', async (query, path) => {
    const { id } = await switchyard.api.submit({ script: '', delay_seconds: 3600 });
    const problem = await switchyard.api.problem('GET', `/tasks/${id}/logs?${query}`);
    expect(problem).toMatchObject({ status: 422, errors: [{ path }] });
  });
});
