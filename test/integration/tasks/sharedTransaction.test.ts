import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../server/store/store.ts';
import { admitTasks } from '../../../server/tasks/admitTasks.ts';
import { createTransitions } from '../../../server/tasks/applyTransition.ts';
import { beginRun } from '../../../server/tasks/beginRun.ts';
import { type Claim, claimRun, createReadTask } from '../../../server/tasks/claimRun.ts';
import { finishRun, type RunMeasures, type RunOutcome } from '../../../server/tasks/finishRun.ts';
import { newTask } from '../../../server/tasks/newTask.ts';
import { storeTasks } from '../../../server/tasks/submitTask.ts';
import { registerWorker } from '../../../server/tasks/workerLease.ts';
import { taskDefinitionSchema } from '../../../shared/taskDefinition.ts';
import { freshStores } from '../../support/freshStores.ts';

/** More than one statement's worth. */
const TASKS = 120;
const DAY_MS = 86_400_000;

const resultOf = (index: number) => [{ said: `“${index}”` }, 'plain', [index], null, index, true][index % 6];

/** Every third one fails for good; the others succeed with a result each. */
function outcomeOf(index: number): RunOutcome {
  if (index % 3 !== 0) return { status: 'success', result: resultOf(index) };
  const failure = { errorClass: 'ConfigurationError' as const, message: `number ${index}`, advice: 'none' };
  return { status: 'failure', failure };
}

function measuresOf(index: number): RunMeasures {
  const startedAt = new Date(Date.now() - DAY_MS + index);
  return {
    startedAt,
    endedAt: new Date(startedAt.getTime() + 1000 + index),
    duration: index / 8,
    exitCode: index % 3 === 0 ? 1 : 0,
    signal: index % 5 === 0 ? 'SIGTERM' : null,
    maxMemory: index * 1_000_000_000,
    maxCpu: index % 2 === 0 ? null : index / 4,
    stdout: 'é'.repeat(index),
    stderr: index % 2 === 0 ? '' : 'two\nlines\n',
  };
}

test('many tasks that change in one transaction each keep their own values', async () => {
  const stores = await freshStores();
  onTestFinished(() => stores.drop());
  const store = await openStore(stores.databaseUrl);
  onTestFinished(() => store.close());
  let transactions = 0;
  const transitions = createTransitions(store, () => transactions++);
  const worker = { id: randomUUID(), host: 'test' };
  const process = { pid: 1, process: 'p', version: '0', slots: TASKS };
  await registerWorker(store, { ...worker, ...process });

  const definition = taskDefinitionSchema.parse({ name: 'shared', project_id: 'default', command: 'true' });
  const project = { id: 'default', priority: 5 } as never;
  const tasks = Array.from({ length: TASKS }, () => newTask(definition, project, '/', { userId: 'admin' }));
  await storeTasks(
    store,
    tasks.map((task) => ({ task, key: undefined })),
  );
  const tier = 'normal' as const;
  const chosen = tasks.map(({ id }) => ({ id, tier, queue: 'normal', agedPriority: 5 }));
  await admitTasks(transitions, { chosen, held: [], released: [] });
  const readTask = createReadTask(store);
  const claimed = await Promise.all(tasks.map(({ id }) => claimRun(transitions, id, readTask(id), worker)));
  const claims = claimed.map((each) => each?.claim as Claim);
  // Begun and ended at once, every other one, as a short command is.
  await Promise.all(
    claims.flatMap((claim, index) => [
      ...(index % 2 === 0 ? [beginRun(transitions, claim, measuresOf(index).startedAt as Date)] : []),
      finishRun({ store, transitions }, claim, outcomeOf(index), measuresOf(index)),
    ]),
  );
  expect(transactions).toBeLessThan(10);

  for (const [index, { id }] of tasks.entries()) {
    const row = (await readTask(id)) as unknown as Record<string, unknown>;
    const { startedAt, endedAt, duration, exitCode, signal, maxMemory, maxCpu, stdout, stderr } =
      measuresOf(index);
    const failed = index % 3 === 0;
    expect(row).toMatchObject({
      status: failed ? 'failure' : 'success',
      result: failed ? null : resultOf(index),
      errorMessage: failed ? `number ${index}` : null,
      ...{ duration, exitCode, signal, maxMemory, maxCpu },
      // A run that never had a process fails without having run.
      version: failed && index % 2 === 1 ? 4 : 5,
      ...{ epoch: 2, runNumber: 1, workerId: null },
    });
    // The clock of the test goes on between the two calls.
    expect(Math.abs((row.startedAt as Date).getTime() - (startedAt as Date).getTime())).toBeLessThan(60_000);
    expect(Math.abs((row.completedAt as Date).getTime() - endedAt.getTime())).toBeLessThan(60_000);
    const [run] = await store.query('select number, stdout, stderr, max_memory from runs where task_id = ?', [
      id,
    ]);
    expect(run).toEqual({ number: 1, stdout, stderr, max_memory: maxMemory });
  }
});
