import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Confirmation } from '../../../shared/confirmation.ts';
import { COMPILE_CACHE } from '../../support/compileCache.ts';
import { confirmation } from '../../support/confirmation.ts';
import { fakeServer, sendJson } from '../../support/fakeServer.ts';
import { runCli } from './runCli.ts';

const MAIN = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url));
const id = '019b76da-a800-7000-8000-00000000000c';

/** A server with one question, that notes the answers. */
async function asking(fields: Partial<Confirmation>) {
  const question = confirmation({ id, task_id: '019b76da-a800-7000-8000-000000000001', ...fields });
  const answers: unknown[] = [];
  const { url } = await fakeServer((request, response) => {
    if (request.method !== 'POST')
      return sendJson(response, 200, { items: [question], total: 1, total_exact: true, next_cursor: null });
    request.setEncoding('utf8').on('data', (body: string) => answers.push(JSON.parse(body)));
    request.on('end', () => sendJson(response, 200, { ...question, status: 'allowed' }));
  });
  const env = { SWITCHYARD_URL: url, SWITCHYARD_TOKEN: 'swy_any' };
  return { answers, env, cli: (...args: string[]) => runCli(['answer', id, ...args], env) };
}

/** The same on a terminal, where the lines are typed one after the other as they are asked for. */
async function onTerminal(env: Record<string, string>, args: string[], typed: [RegExp, string][]) {
  const line = [process.execPath, MAIN, 'answer', id, ...args].join(' ');
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let from = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [next] = typed;
    if (!next?.[0].test(shown.slice(from))) return;
    from = shown.length;
    typed.shift();
    child.stdin.write(`${next[1]}\n`);
  });
  const [code] = await once(child, 'close');
  return { code, shown };
}

const dangerous = { title: 'Bash: rm -rf /srv', detail: 'rm -rf /srv', default_to_no: true };
const form = {
  kind: 'form' as const,
  title: 'tracker: a ticket',
  detail: 'Which ticket?',
  fields: [
    { name: 'no', title: 'Ticket', type: 'number' as const, required: true },
    { name: 'urgent', title: 'Urgent?', type: 'boolean' as const, required: false },
  ],
};

test('a script allows what wants a thought only if it says so, and denies it as anything else', async () => {
  const { answers, cli } = await asking(dangerous);
  expect(await cli('allow')).toMatchObject({ code: 2, stderr: expect.stringContaining('--confirmed') });
  expect(answers).toEqual([]);
  expect(await cli('allow', '--confirmed')).toMatchObject({ code: 0 });
  expect(await cli('deny')).toMatchObject({ code: 0 });
  expect(answers).toEqual([{ decision: 'allow' }, { decision: 'deny' }]);
});

test('a person at a terminal is shown all of it and types yes', async () => {
  const { answers, env } = await asking(dangerous);
  const no = await onTerminal(env, ['allow'], [[/Type yes to allow it: /, 'y']]);
  expect(no.shown).toContain('It was not allowed');
  expect(no.shown).toMatch(/rm -rf \/srv.*wants a thought.*Type yes/s);
  expect(no.code).toBe(1);
  expect(answers).toEqual([]);
  expect(await onTerminal(env, ['allow'], [[/Type yes to allow it: /, 'yes']])).toMatchObject({ code: 0 });
  expect(answers).toEqual([{ decision: 'allow' }]);
});

test('a form is filled in by flags, each checked', async () => {
  const { answers, cli } = await asking(form);
  expect(await cli('allow')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('It has to be filled in'),
  });
  expect(await cli('allow', '--value', 'no=many')).toMatchObject({ code: 2 });
  const unknown = await cli('allow', '--value', 'nr=4');
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('no field nr, but: no, urgent') });
  expect(answers).toEqual([]);
  expect(await cli('allow', '--value', 'no=41')).toMatchObject({ code: 0 });
  expect(await cli('allow', '--value', 'no=4e1', '--value', 'urgent=yes')).toMatchObject({ code: 0 });
  expect(await cli('deny')).toMatchObject({ code: 0 });
  expect(answers).toEqual([
    { decision: 'allow', values: { no: 41 } },
    { decision: 'allow', values: { no: 40, urgent: true } },
    { decision: 'deny' },
  ]);
});

test('at a terminal a form is asked for field by field, again where a field can’t be that', async () => {
  const { answers, env } = await asking(form);
  const typed: [RegExp, string][] = [
    [/Ticket \(a number\): /, 'many'],
    [/Write a number.*Ticket \(a number\): /s, '41'],
    [/Urgent\? .*: /, ''],
  ];
  expect(await onTerminal(env, ['allow'], typed)).toMatchObject({ code: 0 });
  expect(answers).toEqual([{ decision: 'allow', values: { no: 41 } }]);
});
