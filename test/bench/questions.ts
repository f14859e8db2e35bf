/**
 * A question of the real Claude CLI, from its stdout to an editor's socket, and the answer, from the request to the
 * CLI's stdin; against a pipe, a committed insert and a publication of Redis each way.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { WebSocket } from 'ws';
import { createLogger } from '../../server/logger.ts';
import { connectRedis } from '../../server/redis/redis.ts';
import { connectionOptions } from '../../server/store/connectionOptions.ts';
import { claudeCli } from '../support/claudeCli.ts';
import { claudeEnvironment } from '../support/claudeEnvironment.ts';
import { startFakeMessagesApi } from '../support/fakeMessagesApi.ts';
import { type RoleProcess, TEST_TOKEN } from '../support/roleProcess.ts';
import { type Figure, median, percentile, report } from './report.ts';
import { type Bench, withStores } from './withStores.ts';

const RUNS = 3;
const QUESTIONS = 100;

interface Waits {
  /** Milliseconds from the asking process to whoever listens. */
  question: number[];
  /** Milliseconds from the answer to the asking process. */
  answer: number[];
}

const now = () => performance.timeOrigin + performance.now();
const scriptPath = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** The least: each way a pipe, a commit and a publication. */
async function bareQuestions({ databaseUrl, redisUrl }: Bench): Promise<Waits> {
  const connection = await createConnection(connectionOptions(databaseUrl));
  await connection.query('create table if not exists floor (id bigint auto_increment primary key)');
  const log = createLogger('warn', {});
  const [redis, listener] = [1, 2].map(() =>
    connectRedis({ url: redisUrl, prefix: 'floor' }, 'patient', log),
  );
  if (!redis || !listener) throw new Error('two connections were wanted');
  await listener.subscribe('floor');
  const tell = async () => {
    const heard = once(listener, 'message');
    await connection.query('insert into floor () values ()');
    await redis.publish('floor', 'x');
    await heard;
  };
  const child = spawn(process.execPath, [scriptPath('floorAsker.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const waits: Waits = { question: [], answer: [] };
  for (let each = 0; each < QUESTIONS; each++) {
    const begun = now();
    await tell();
    child.stdin.write('answer\n');
    const asked = Number((await lines.next()).value);
    waits.answer.push(asked - begun);
    await tell();
    waits.question.push(now() - asked);
  }
  child.stdin.end();
  await once(child, 'exit');
  for (const each of [redis, listener]) each.disconnect();
  await connection.end();
  return waits;
}

/** One run of the CLI that asks so many times, one question after the other. */
async function askedQuestions({ url, api }: RoleProcess, folder: string, notes: string): Promise<Waits> {
  writeFileSync(notes, '');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events`, {
    headers: { authorization: `Bearer ${TEST_TOKEN}` },
  });
  const heard: number[] = [];
  const answered: number[] = [];
  socket.on('open', () => socket.send(JSON.stringify({ op: 'subscribe', topics: ['confirmations'] })));
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data));
    if (frame.op !== 'event' || frame.event.type !== 'confirmation.requested') return;
    heard.push(now());
    answered.push(now());
    void api.request('POST', `/confirmations/${frame.event.confirmation_id}/answer`, { decision: 'allow' });
  });
  await once(socket, 'message');
  const prompt = `SCENARIO:permissions:${QUESTIONS}`;
  const { id } = await api.submit({ kind: 'claude', working_dir: folder, context: { prompt } });
  await api.reaches(id, 'success', 300_000);
  socket.terminate();
  const noted = (what: string) =>
    [...readFileSync(notes, 'utf8').matchAll(new RegExp(`^${what} (.*)$`, 'gm'))].map(([, at]) => Number(at));
  const [asked, arrived] = [noted('asked'), noted('answered')];
  if ([asked, arrived, heard].some(({ length }) => length !== QUESTIONS)) {
    throw new Error(`${asked.length} asked, ${heard.length} heard, ${arrived.length} answered`);
  }
  return {
    question: heard.map((at, index) => at - (asked[index] ?? Number.NaN)),
    answer: arrived.map((at, index) => at - (answered[index] ?? Number.NaN)),
  };
}

/** The CLI with its notes, as one program. */
async function timedClaude(folder: string, notes: string): Promise<string> {
  const program = join(folder, 'claude');
  const command = [process.execPath, scriptPath('timedClaude.ts'), await claudeCli(), notes];
  writeFileSync(program, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`, {
    mode: 0o755,
  });
  return program;
}

function figures(way: keyof Waits, name: string, runs: { floor: Waits; ours: Waits }[]): Figure[] {
  return [0.5, 0.99].map((part) => ({
    name: `${name}: p${part * 100}`,
    value: median(runs.map(({ ours }) => percentile(ours[way], part))),
    unit: 'ms',
    floor: median(runs.map(({ floor }) => percentile(floor[way], part))),
  }));
}

await withStores(async (bench) => {
  const fake = await startFakeMessagesApi();
  const work = join(bench.folder, 'work');
  mkdirSync(work);
  const notes = join(bench.folder, 'notes');
  const program = await timedClaude(bench.folder, notes);
  const environment = claudeEnvironment({ program, api: fake.url, scratch: bench.folder });
  const server = await bench.start('api,dispatcher,scheduler');
  await bench.start('worker', environment);
  const runs: { floor: Waits; ours: Waits }[] = [];
  for (let run = 0; run < RUNS; run++) {
    runs.push({ floor: await bareQuestions(bench), ours: await askedQuestions(server, work, notes) });
  }
  await fake.close();
  report('questions', [
    ...figures('question', 'question to editor event', runs),
    ...figures('answer', 'answer to the CLI’s stdin', runs),
  ]);
});
