import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatDuration } from '../../../shared/formatDuration.ts';
import { waitedSeconds } from '../../../shared/runTimes.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';
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
  const { id } = await server.ask('SCENARIO:background:SCENARIO:slow:1');
  const { stdout } = await server.api.reaches(id, 'success');
  expect(stdout).toMatch(
    new RegExp(
      [
        '^• Agent general-purpose: help',
        '  └ at work in the background',
        'They are at work\\.',
        '• general-purpose: help',
        '  │ Slow answer after 1\\.',
        '  └ done after [\\d.]+ s',
        'It ended: Slow answer after 1\\.\n$',
      ].join('\n'),
    ),
  );
});
