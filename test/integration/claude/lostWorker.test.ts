import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Task } from '../../../shared/task.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { wrappedClaude } from '../../support/claudeWrapper.ts';
import { eventually } from '../../support/eventually.ts';
import type { RoleProcess } from '../../support/roleProcess.ts';
import { illegalMoves, overlaps, processesOf, watchRuns } from '../../support/taskProcesses.ts';
import { answer, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
let worker: RoleProcess;
beforeAll(async () => {
  // Where it finds a file `silent`, the CLI says nothing, once.
  const program = await wrappedClaude('[ ! -e silent ] || { rm silent; exec sleep 600; }');
  const env = { SWITCHYARD_CLAUDE_BIN: program, SWITCHYARD_SLOTS: '4' };
  server = await startClaudeServer({ roles: 'api,dispatcher', env });
  worker = await server.start('worker');
});
afterAll(() => server.stop());

/** From the loss of a worker to the end of what goes on elsewhere: 20 s of lease, and the CLI's start. */
const again = 60_000;
/** Until the worker's guard has ended what it ran. */
const gone = 15_000;

/** Its first run never ends; a later one does at once. Each line: the run, the time. */
const tool = `
  run=\${SWITCHYARD_RUN_ID##*.}
  tell() { echo $run $(date +%s%3N) >> witness; }
  tell
  while [ $run = 1 ]; do tell; sleep 0.05; done`;

/** Tasks that are lost before the CLI has said a word, in a tool, at a question and in an answer. */
async function submitAtEachStage() {
  const folder = () => mkdtempSync(join(server.folder, 'work-'));
  const more = { max_retries: 2, retry_delay: 0.1, confirmation_timeout: 300 };
  const ask = (prompt: string, working_dir: string, context = {}) =>
    server.ask(prompt, { ...more, working_dir }, context);
  const folders = { silent: folder(), tool: folder(), asking: folder(), streaming: folder() };
  writeFileSync(join(folders.silent, 'silent'), '');
  const bash = (line: string) => `SCENARIO:bash:${encodeURIComponent(line)}`;
  const [silent, inTool, asking, streaming] = await Promise.all([
    ask('SCENARIO:plain:anew', folders.silent),
    ask(bash(tool), folders.tool, { allowed_tools: ['Bash'] }),
    ask(bash('echo once >> out.txt'), folders.asking),
    ask('SCENARIO:endless', folders.streaming),
  ]);
  return { silent, inTool, asking, streaming };
}

/** Resolves when each task is where it is to be lost. */
async function allAreThere({ silent, inTool, asking, streaming }: Record<string, Task>): Promise<void> {
  const lines = (task: Task | undefined) => server.api.allLines(task?.id ?? '');
  await Promise.all([
    eventually(() => expect(() => readFileSync(join(silent?.working_dir ?? '', 'silent'))).toThrow(), {
      timeoutMs: 30_000,
    }),
    eventually(() => readFileSync(join(inTool?.working_dir ?? '', 'witness')), { timeoutMs: 30_000 }),
    openQuestions(server.api, asking?.id ?? ''),
    eventually(async () => (await lines(streaming)).length > 1, { timeoutMs: 30_000 }),
  ]);
}

test.for(['SIGKILL', 'SIGSTOP'] as const)(
  '%s of the worker before the CLI’s first word, in a tool, at a question and in an answer: each goes on, alone',
  { timeout: 150_000 },
  async (signal) => {
    const tasks = await submitAtEachStage();
    const ids = Object.values(tasks).map(({ id }) => id);
    await allAreThere(tasks);
    const watch = watchRuns(ids);
    const lost = worker;
    lost.kill(signal);
    await eventually(() => expect(ids.flatMap(processesOf)).toEqual([]), { timeoutMs: gone });
    const asked = server.fake.asked.length;
    worker = await server.start('worker');

    const sessionsOf = ({ runs }: Task) => runs.map(({ session_id }) => session_id);
    const silent = await server.api.reaches(tasks.silent.id, 'success', again);
    const [before, after] = sessionsOf(silent);
    // There was nothing yet to go on with.
    expect(after).not.toBe(before);
    expect(silent.stdout).toBe('Hello from the fake API. anew\n');

    const inTool = await server.api.reaches(tasks.inTool.id, 'success', again);
    expect(overlaps(readFileSync(join(inTool.working_dir, 'witness'), 'utf8'))).toEqual([]);

    const [question] = await openQuestions(server.api, tasks.asking.id);
    await answer(server.api, question?.id ?? '', { decision: 'allow' });
    const asking = await server.api.reaches(tasks.asking.id, 'success', again);
    expect(readFileSync(join(asking.working_dir, 'out.txt'), 'utf8')).toBe('once\n');

    await eventually(() => expect(server.fake.asked.slice(asked)).toContain('endless:'), {
      timeoutMs: again,
    });
    await server.api.cancel(tasks.streaming.id);
    const streaming = await server.api.reaches(tasks.streaming.id, 'revoked');

    // The one that was stopped comes back, and touches nothing.
    if (signal === 'SIGSTOP') lost.kill('SIGCONT');
    for (const task of [inTool, asking, streaming]) {
      expect(sessionsOf(task)).toEqual([task.session_id, task.session_id]);
    }
    for (const task of [silent, inTool, asking, streaming]) {
      expect(task.runs).toHaveLength(2);
      // Who waits for a person loses nothing, and no try.
      const counted = task === asking ? [] : [{ error_class: 'WorkerLost' }];
      expect(task.retry_history).toMatchObject(counted);
      expect(task.retry_count).toBe(counted.length);
      expect(illegalMoves(task)).toEqual([]);
    }
    expect(watch.stop()).toEqual([]);
    expect(ids.flatMap(processesOf)).toEqual([]);
    if (signal === 'SIGSTOP') await lost.stop();
  },
);
