import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parseCliLine } from '../../../server/executors/claude/cliMessages.ts';
import { claudeArguments, userMessage } from '../../../server/executors/claude/commandLine.ts';
import { Transcript } from '../../../server/executors/claude/transcript/transcript.ts';
import { claudeContextSchema } from '../../../shared/claudeContext.ts';
import { formatDuration } from '../../../shared/formatDuration.ts';
import { waitedSeconds } from '../../../shared/runTimes.ts';
import { claudeCli } from '../../support/claudeCli.ts';
import { claudeEnvironment } from '../../support/claudeEnvironment.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';
import { startFakeMessagesApi } from '../../support/fakeMessagesApi.ts';
import { answer, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer({ env: { SWITCHYARD_SLOTS: '6' } });
});
afterAll(() => server.stop());

const use = (...calls: [tool: string, input: object][]) =>
  `SCENARIO:use:${encodeURIComponent(JSON.stringify(calls))}`;

/** The log as people see it. */
async function logOf(id: string): Promise<string[]> {
  const lines = await server.api.allLines(id);
  return lines.map(({ stream, text }) => (stream === 'system' ? `[switchyard] ${text}` : text));
}

test.concurrent('a question and its answer stand in the log, below the tool that they are about', async () => {
  const { id } = await server.ask(`SCENARIO:bash:${encodeURIComponent('echo hi > out.txt')}`);
  const [question] = await openQuestions(server.api, id);
  await eventually(async () =>
    expect((await logOf(id)).at(-1)).toMatch(
      /^\[switchyard\] asks for permission: Bash: .*echo hi > out\.txt/,
    ),
  );
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  await server.api.reaches(id, 'success');
  expect(await logOf(id)).toEqual([
    expect.stringMatching(/^\[switchyard\] session /),
    'I will run it.',
    '$ echo hi > out.txt',
    expect.stringMatching(/^\[switchyard\] asks for permission: /),
    expect.stringMatching(/^\[switchyard\] allowed by admin after [\d.]+ s$/),
    expect.stringMatching(/^ {2}└ /),
    expect.stringMatching(/^It said: /),
    expect.stringMatching(/^\[switchyard\] ran /),
  ]);
});

test.concurrent('what was chosen is told, and why something was denied', async () => {
  const asked = await server.ask('SCENARIO:ask');
  const [which] = await openQuestions(server.api, asked.id);
  await answer(server.api, which?.id ?? '', { decision: 'allow', answers: { 'Which database?': 'SQLite' } });
  await server.api.reaches(asked.id, 'success');
  const log = await logOf(asked.id);
  expect(log).toContain('[switchyard] asks: Which database? (Postgres, SQLite)');
  expect(log).toContainEqual(expect.stringMatching(/^\[switchyard\] answered by admin after .* s: SQLite$/));

  const denied = await server.ask('SCENARIO:bash:touch%20x');
  const [question] = await openQuestions(server.api, denied.id);
  await answer(server.api, question?.id ?? '', { decision: 'deny', reason: 'not here' });
  await server.api.reaches(denied.id, 'success');
  expect(await logOf(denied.id)).toContainEqual(
    expect.stringMatching(/^\[switchyard\] denied by admin after .* s: not here$/),
  );
});

test.concurrent('the last line tells the same times as the task, running apart from waiting', async () => {
  const { id } = await server.ask('SCENARIO:bash:touch%20x');
  const [question] = await openQuestions(server.api, id);
  // So long that it counts as waiting.
  await eventually(() => Date.now() - Date.parse(question?.requested_at ?? '') > 1200);
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(id, 'success');
  const waited = waitedSeconds(task);
  expect(waited).toBeGreaterThan(1);
  const times = `ran ${formatDuration(task.duration ?? 0, true)}, waited ${formatDuration(waited, true)} for people`;
  const cost = task.total_cost_usd?.toFixed(4);
  expect((await logOf(id)).at(-1)).toBe(`[switchyard] ${times}, ${task.num_turns} turns, $${cost}`);
});

test.concurrent('files, steps and thoughts have their shapes in the log of a run', async () => {
  const { id, working_dir } = await server.ask(
    use(
      ['Write', { file_path: 'a.ts', content: 'one\ntwo\n' }],
      ['TaskCreate', { subject: 'Build it', description: '' }],
      ['TaskUpdate', { taskId: '1', status: 'completed' }],
      [
        'Agent',
        { description: 'look', prompt: 'SCENARIO:plain', subagent_type: 'Explore', run_in_background: false },
      ],
    ),
    { env: { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' } },
    { permission_mode: 'acceptEdits' },
  );
  const { stdout } = await server.api.reaches(id, 'success');
  expect(working_dir).not.toBe('');
  expect(stdout).toContain(
    '• thinking (2 lines)\n    Step 1.\n    I use Write.\n• Write a.ts\n    + one\n    + two\n',
  );
  expect(stdout).toContain('• To do: 1 of 1 done\n    ✓ Build it\n');
  expect(stdout).toMatch(/^• Agent Explore: look\n( {2}│ .*\n)* {2}└ done after [\d.]+ s\n/m);
});

test('a subagent in the background has its block when it speaks, and its end', async () => {
  const lines = await conversation('SCENARIO:background:SCENARIO:slow:1');
  expect(lines.join('\n')).toMatch(
    new RegExp(
      [
        '^• Agent general-purpose: help',
        '  └ at work in the background',
        'They are at work\\.',
        '• general-purpose: help',
        '  │ Slow answer after 1\\.',
        '  └ done after [\\d.]+ s',
        'It ended: Slow answer after 1\\.$',
      ].join('\n'),
    ),
  );
});

/** What is shown of a conversation that goes on until nothing works in the background. */
async function conversation(prompt: string): Promise<string[]> {
  const fake = await startFakeMessagesApi();
  const scratch = mkdtempSync(join(tmpdir(), 'switchyard-claude-'));
  const program = await claudeCli();
  const context = claudeContextSchema.parse({ prompt });
  const session = { id: randomUUID(), resume: false, prompt };
  const plan = { wanted: context, session, budget: undefined, hasRules: false, decided: undefined };
  const child = spawn(program, claudeArguments(plan), {
    cwd: scratch,
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      ...claudeEnvironment({ program, api: fake.url, scratch }),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await fake.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  child.stdin.write(`${JSON.stringify(userMessage(prompt))}\n`);
  const transcript = new Transcript();
  const shown: string[] = [];
  let ended = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const message = parseCliLine(line);
    if (!message) continue;
    for (const { stream, text } of transcript.read(message)) if (stream === 'stdout') shown.push(text);
    if (message.type === 'system' && message.subtype === 'task_notification') ended = true;
    if (message.type === 'result' && ended) break;
  }
  return shown;
}
