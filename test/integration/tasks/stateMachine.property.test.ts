/** Random steps against a model and a real store; see {@link StateMachineModel}. A failure prints its seed and path. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../../server/store/store.ts';
import { ensureDefaultProject } from '../../../server/tasks/projects.ts';
import { taskMoves } from '../../../shared/taskState.ts';
import { illegalHistories, miscounted, unaccountedRetries } from '../../chaos/findings.ts';
import { readCounters, readDatabase, readStoredTasks } from '../../chaos/storedTasks.ts';
import { type FreshStores, freshStores } from '../../support/freshStores.ts';
import { type Outcome, StateMachineModel, type Steps, WORKERS } from './stateMachineModel.ts';
import { newShared, type Shared, StoredStateMachine } from './storedStateMachine.ts';

const CONNECTIONS = 3;
const TASKS_MAX = 4;
/** A retry is only ever admitted, cancelled, or left alone: nothing makes it a failure without a run. */
const notTaken = ['retry failure'];

let stores: FreshStores;
let opened: Store[];
beforeAll(async () => {
  stores = await freshStores();
  opened = [await openStore(stores.databaseUrl)];
  await ensureDefaultProject(opened[0] as Store, true);
  await (opened[0] as Store).change({ sql: versionTrigger, values: [] });
  while (opened.length < CONNECTIONS) opened.push(await openStore(stores.databaseUrl));
});
afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await stores.drop();
});

/**
 * What a change is decided on changes with the task's version alone: runs write by what they know of a version. Only
 * whoever waits for others gets the time from which it may be admitted without one.
 */
const versionTrigger = `create trigger every_change_has_a_version before update on tasks for each row
  if new.version <= old.version and not (
    (new.status, new.held, new.epoch, new.run_number, new.worker_id, new.started_at, new.cancel_requested_at)
      <=> (old.status, old.held, old.epoch, old.run_number, old.worker_id, old.started_at, old.cancel_requested_at)
    and (new.name, new.project_id, new.user_id, new.kind, new.pty, new.queue, new.effective_priority)
      <=> (old.name, old.project_id, old.user_id, old.kind, old.pty, old.queue, old.effective_priority)
    and (new.max_retries, new.retry_count, new.retry_delay) <=> (old.max_retries, old.retry_count, old.retry_delay)
    and (new.ready_at <=> old.ready_at or (old.ready_at is null and old.run_number = 0))
  ) then signal sqlstate '45000' set message_text = 'a change of a task without a version'; end if`;

type Step = {
  [Name in keyof Steps<unknown>]: [Name, ...Parameters<Steps<unknown>[Name]>];
}[keyof Steps<unknown>];

/** Large numbers stand for indexes, since how many tasks and claims there are is known only when a step is done. */
const any = fc.nat(99);
const worker = fc.nat(WORKERS - 1);
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Outcome>({ status: 'success' }) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('CommandFailed', 'CommandFailed', 'ConfigurationError', 'SystemFailure')
      .map((errorClass): Outcome => ({ status: 'failure', errorClass })),
  },
  fc.constantFrom<Outcome>({ status: 'timeout' }, { status: 'revoked' }, { status: 'handed_back' }),
);
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(
    3,
    fc.tuple(fc.constant('submit' as const), fc.array(any, { maxLength: 2 }), fc.nat(2), fc.boolean()),
  ),
  weighted(
    2,
    fc.tuple(fc.constant('submit' as const), fc.array(any, { maxLength: 1 }), fc.nat(2), fc.boolean(), any),
  ),
  weighted(5, fc.tuple(fc.constant('admit' as const), any)),
  weighted(5, fc.tuple(fc.constant('claim' as const), any, worker)),
  weighted(5, fc.tuple(fc.constant('begin' as const), any)),
  weighted(4, fc.tuple(fc.constant('finish' as const), any, outcome)),
  weighted(3, fc.tuple(fc.constantFrom('ask' as const, 'answer' as const, 'handBack' as const), any)),
  weighted(3, fc.tuple(fc.constantFrom('pause' as const, 'resume' as const), any)),
  weighted(3, fc.tuple(fc.constantFrom('change' as const, 'cancel' as const, 'retry' as const), any)),
  weighted(1, fc.tuple(fc.constant('expire' as const), worker)),
  weighted(1, fc.constantFrom<Step>(['recover'], ['revokeDoomed'])),
);

/** A task is brought to its run in one go, often enough that what comes after is met, too. */
const begun = fc.tuple(any, worker).map(([task, by]): Step[] => [
  ['admit', task],
  ['claim', task, by],
  ['begin', 0],
]);
const steps = fc
  .array(fc.oneof({ weight: 5, arbitrary: step.map((each) => [each]) }, { weight: 1, arbitrary: begun }), {
    minLength: 30,
    maxLength: 60,
    size: 'max',
  })
  .map((parts) => parts.flat());

/** Between them they make every move, however few random steps a slow machine has time for. */
const fixed: Step[][] = [
  [['cancel', 0]],
  [
    ['admit', 0],
    ['cancel', 0],
  ],
  [...claimed(), ['finish', 0, { status: 'failure', errorClass: 'ConfigurationError' }]],
  [...claimed(), ['cancel', 0], ['finish', 0, { status: 'revoked' }]],
  [...claimed(), ['cancel', 0], ['handBack', 0]],
  [...running(), ['pause', 0], ['resume', 0], ['finish', 0, { status: 'success' }]],
  [...running(), ['ask', 0], ['answer', 0], ['finish', 0, { status: 'timeout' }]],
  [...running(), ['cancel', 0], ['finish', 0, { status: 'revoked' }]],
  [...running(), ['pause', 0], ['cancel', 0], ['expire', 0], ['recover']],
  [...running(), ['ask', 0], ['cancel', 0], ['finish', 0, { status: 'revoked' }]],
  [...failed(), ['cancel', 0]],
  [...failed(), ['retry', 0], ['cancel', 0]],
  [...failed(), ['retry', 0], ['admit', 0]],
];
const examples = [...fixed, ...lines()].map((each): [Step[]] => [[['submit', [], 0, false], ...each]]);

const ofClaims = new Set(['begin', 'finish', 'ask', 'handBack']);
const ofTasks = new Set(['change', 'admit', 'claim', 'pause', 'resume', 'cancel', 'retry']);

interface Counts {
  tasks: number;
  claims: number;
  questions: number;
}

/**
 * With its index made to fit, claims and questions counted from the latest; undefined for a step that has nothing to
 * act on.
 */
function fitted([name, ...given]: Step, { tasks, claims, questions }: Counts): Step | undefined {
  const [first, ...rest] = given as [unknown, ...unknown[]];
  if (name === 'submit') {
    if (tasks >= TASKS_MAX) return undefined;
    const parents = tasks === 0 ? [] : [...new Set((first as number[]).map((each) => each % tasks))];
    const [retries, revoked, behind] = rest as [number, boolean, number?];
    if (behind === undefined || tasks === 0) return ['submit', parents, retries, revoked];
    return ['submit', parents, retries, revoked, behind % tasks];
  }
  if (ofTasks.has(name))
    return tasks === 0 ? undefined : ([name, (first as number) % tasks, ...rest] as Step);
  if (!ofClaims.has(name) && name !== 'answer') return [name, ...given] as Step;
  const among = name === 'answer' ? questions : claims;
  if (among === 0) return undefined;
  return [name, among - 1 - ((first as number) % Math.min(among, 4)), ...rest] as Step;
}

function take<Answer>(on: Steps<Answer>, [name, ...given]: Step): Answer {
  return (on[name] as (...given: unknown[]) => Answer).call(on, ...given);
}

test('whatever is done in whatever order, the store says what the model says, and every move is reached', async () => {
  const reached = new Set<string>();
  const check = async (steps: Step[]) => {
    const model = new StateMachineModel();
    const stored = new StoredStateMachine(opened[0] as Store, newShared());
    await stored.startWorkers();
    for (const each of steps) {
      const known = fitted(each, {
        tasks: model.tasks.length,
        claims: model.claims.length,
        questions: model.questions.length,
      });
      if (!known) continue;
      const expected = take(model, known);
      expect([known, await take(stored, known)]).toEqual([known, expected]);
      expect(await stored.rows(), JSON.stringify(known)).toEqual(model.rows());
    }
    for (const move of model.moves) reached.add(move);
  };
  await assertFor(12_000, [steps], check, { numRuns: 120, examples });
  const all = Object.entries(taskMoves).flatMap(([from, to]) => to.map((each) => `${from} ${each}`));
  expect(all.filter((move) => !reached.has(move))).toEqual(notTaken);
  expect([...reached].filter((move) => !all.includes(move))).toEqual([]);
  await expectSound();
});

test('steps at once, over several connections: one after the other in effect, and no two of them win', async () => {
  const check = async (prefix: Step[], atOnce: Step[]) => {
    const shared = newShared();
    const machines = opened.map((store) => new StoredStateMachine(store, shared));
    const first = machines[0] as StoredStateMachine;
    await first.startWorkers();
    for (const each of [['submit', [], 1, false] as Step, ...prefix]) await doStep(first, each, shared);
    const before = await first.rows();
    // One task alone is raced for.
    const steps = atOnce
      .map((each) => fitted(each, { ...countsOf(shared), tasks: 1 }))
      .filter((each) => each !== undefined);
    await Promise.all(
      steps.map((each, index) => take(machines[index % CONNECTIONS] as StoredStateMachine, each)),
    );
    for (const [index, { version }] of (await first.rows()).entries())
      expect(version).toBeGreaterThanOrEqual(before[index]?.version ?? 1);
  };
  const some = (maxLength: number) => fc.array(step, { minLength: 6, maxLength, size: 'max' });
  await assertFor(8000, [some(16), some(14)], check, { numRuns: 150 });
  await expectSound();
});

test.each([['with the first'], ['before the first']])(
  'those who leave a line at once, %s, are waited for no more, and nobody overtakes',
  async (when) => {
    for (let round = 0; round < 30; round++) {
      const shared = newShared();
      const [first, second, third] = opened.map((store) => new StoredStateMachine(store, shared)) as [
        StoredStateMachine,
        StoredStateMachine,
        StoredStateMachine,
      ];
      await first.startWorkers();
      await first.submit([], 0, false);
      for (const each of running()) await take(first, each);
      for (const before of [0, 1, 2]) await first.submit([], 0, false, before);
      const end = () => first.finish(0, { status: 'failure', errorClass: 'CommandFailed' });
      const leaving = [second.cancel(1), third.cancel(2), third.submit([], 0, false, 3)];
      await Promise.all(when === 'with the first' ? [end(), ...leaving] : leaving);
      const waiting = async () => (await first.rows()).slice(3).map((row) => [row.ready, row.waitingFor]);
      if (when !== 'with the first') {
        expect(await waiting()).toEqual([
          [false, 1],
          [false, 1],
        ]);
        await end();
      }
      expect(await waiting()).toEqual([
        [true, 0],
        [false, 1],
      ]);
    }
  },
);

test.each([
  ['claim', 'started', [['admit', 0]]],
  ['cancel', 'revoked', [['admit', 0]]],
  ['retry', 'retry', failed()],
  ['pause', 'paused', running()],
] as [string, string, Step[]][])(
  'of many who %s at once, one is the one that did',
  async (name, to, before) => {
    const shared = newShared();
    const machines = opened.map((store) => new StoredStateMachine(store, shared));
    const first = machines[0] as StoredStateMachine;
    await first.startWorkers();
    await first.submit([], 0, false);
    for (const each of before) await take(first, each);
    const step = (index: number): Step =>
      name === 'claim' ? ['claim', 0, index % WORKERS] : [name as 'cancel', 0];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        take(machines[index % CONNECTIONS] as StoredStateMachine, step(index)),
      ),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    const [row] = await first.rows();
    expect(row?.status).toBe(to);
    await expectSound();
  },
);

function claimed(): Step[] {
  return [
    ['admit', 0],
    ['claim', 0, 0],
  ];
}

function running(): Step[] {
  return [...claimed(), ['begin', 0]];
}

function failed(): Step[] {
  return [...running(), ['finish', 0, { status: 'failure', errorClass: 'CommandFailed' }]];
}

/** Three that stand in line, and are left in several orders. */
function lines(): Step[][] {
  const line: Step[] = [
    ['submit', [], 0, false, 0],
    ['submit', [], 0, false, 1],
  ];
  return [
    [...line, ['cancel', 1], ...failed(), ['retry', 0], ['admit', 2]],
    [...line, ['cancel', 2], ['cancel', 1], ['cancel', 0]],
    [...line, ['cancel', 0], ['submit', [1], 0, false, 2], ['cancel', 2], ['cancel', 1]],
    [...line, ['submit', [0], 0, true, 2], ['cancel', 2], ['cancel', 1], ['cancel', 0], ['revokeDoomed']],
  ];
}

function countsOf({ taskIds, claims, questionIds }: Shared): Counts {
  return { tasks: taskIds.length, claims: claims.length, questions: questionIds.length };
}

async function doStep(on: StoredStateMachine, given: Step, shared: Shared) {
  const known = fitted(given, countsOf(shared));
  if (known) await take(on, known);
}

/** Ends after so long. The check that is under way then is waited for: what it does belongs to the test. */
async function assertFor<Given extends [unknown, ...unknown[]]>(
  ms: number,
  given: { [Index in keyof Given]: fc.Arbitrary<Given[Index]> },
  check: (...given: Given) => Promise<void>,
  parameters: fc.Parameters<Given>,
): Promise<void> {
  let underWay: Promise<void> = Promise.resolve();
  const property = fc.asyncProperty(...given, (...args: Given) => {
    underWay = check(...args);
    return underWay;
  });
  await fc.assert(property as fc.IAsyncProperty<Given>, { ...parameters, interruptAfterTimeLimit: ms });
  await underWay;
}

/** Of all tasks that these tests made so far. */
async function expectSound(): Promise<void> {
  const [tasks, counters] = await readDatabase(stores.databaseUrl, async (query) => [
    await readStoredTasks(query),
    await readCounters(query),
  ]);
  expect(illegalHistories(tasks)).toEqual([]);
  expect(unaccountedRetries(tasks).filter((what) => !/a run has no end/.test(what))).toEqual([]);
  expect(miscounted(tasks, counters)).toEqual([]);
}
