/** The same steps as in the model, done to a real store with the use cases that the server has. */
import { randomUUID } from 'node:crypto';
import { answerConfirmation } from '../../../server/confirmations/answerConfirmation.ts';
import { markDelivered } from '../../../server/confirmations/deliverAnswers.ts';
import { openConfirmation } from '../../../server/confirmations/openConfirmation.ts';
import { AppError } from '../../../server/errors.ts';
import { processName } from '../../../server/processes/processName.ts';
import type { Store } from '../../../server/store/store.ts';
import { admitTasks } from '../../../server/tasks/admitTasks.ts';
import { createTransitions, type Transitions } from '../../../server/tasks/applyTransition.ts';
import { beginRun } from '../../../server/tasks/beginRun.ts';
import { cancelTask } from '../../../server/tasks/cancelTask.ts';
import { changeTask } from '../../../server/tasks/changeTask.ts';
import { type Claim, claimRun, createReadTask } from '../../../server/tasks/claimRun.ts';
import { revokeDependents } from '../../../server/tasks/dependencies.ts';
import { finishRun, type RunOutcome } from '../../../server/tasks/finishRun.ts';
import { handBackChange } from '../../../server/tasks/handBackTask.ts';
import { pauseTask, resumeTask } from '../../../server/tasks/pauseTask.ts';
import { createProjects, type Projects } from '../../../server/tasks/projects.ts';
import { recoverLostRuns } from '../../../server/tasks/recoverLostRuns.ts';
import { retryTask } from '../../../server/tasks/retryTask.ts';
import { createSubmitTask, prepareTask, storeTasks } from '../../../server/tasks/submitTask.ts';
import { findLostWorkers, registerWorker } from '../../../server/tasks/workerLease.ts';
import { taskDefinitionSchema } from '../../../shared/taskDefinition.ts';
import { type ExpectedRow, type Outcome, type Steps, WORKERS } from './stateMachineModel.ts';

const caller = { userId: 'admin' };
const signals = {
  wakeDispatcher() {},
  cancelRequested() {},
  pauseChanged() {},
  inputSent() {},
  confirmationAnswered() {},
};
const measures = {
  duration: 1,
  exitCode: null,
  signal: null,
  maxMemory: null,
  maxCpu: null,
  stdout: '',
  stderr: '',
};

type Flags = 'held' | 'ready' | 'cancelRequested' | 'completed';
type StoredRow = Omit<ExpectedRow, Flags> & Record<Flags, number> & { id: string };

/** Tasks, claims, questions and workers of one test, whichever connections they are reached through. */
export interface Shared {
  taskIds: string[];
  claims: Claim[];
  questionIds: string[];
  workerIds: string[];
}

export const newShared = (): Shared => ({ taskIds: [], claims: [], questionIds: [], workerIds: [] });

export class StoredStateMachine implements Steps<Promise<boolean>> {
  readonly #store: Store;
  readonly #shared: Shared;
  readonly #deps: { store: Store; transitions: Transitions; signals: typeof signals; projects: Projects };

  constructor(store: Store, shared: Shared) {
    this.#store = store;
    this.#shared = shared;
    const transitions = createTransitions(store, () => {});
    this.#deps = { store, transitions, signals, projects: createProjects(store) };
  }

  async startWorkers(): Promise<void> {
    for (let index = 0; index < WORKERS; index++) await this.#startWorker(index);
  }

  async submit(
    parents: number[],
    maxRetries: number,
    revokedWithParents: boolean,
    behind?: number,
  ): Promise<boolean> {
    const definition = taskDefinitionSchema.parse({
      name: 'test',
      project_id: 'default',
      command: 'true',
      max_retries: maxRetries,
      depends_on: parents.map((parent) => this.#task(parent)),
      on_dependency_failure: revokedWithParents ? 'revoke' : 'wait',
    });
    if (behind !== undefined) {
      const prepared = await prepareTask(this.#deps, definition, caller);
      await storeTasks(this.#store, [{ ...prepared, behind: this.#task(behind) }]);
      this.#shared.taskIds.push(prepared.task.id);
      return true;
    }
    const submit = createSubmitTask({ ...this.#deps, onCommitted() {}, onDependentsStored() {} });
    this.#shared.taskIds.push((await submit(definition, caller)).taskId);
    return true;
  }

  change(task: number): Promise<boolean> {
    return allowed(changeTask(this.#deps, this.#task(task), { tags: { changed: 'yes' } }, caller));
  }

  async admit(task: number): Promise<boolean> {
    // The dispatcher chooses only what is ready.
    const [ready] = await this.#store.query('select id from tasks where id = ? and ready_at is not null', [
      this.#task(task),
    ]);
    if (!ready) return false;
    const chosen = [{ id: this.#task(task), tier: 'normal' as const, queue: 'normal', agedPriority: 5 }];
    return (await admitTasks(this.#deps.transitions, { chosen, held: [], released: [] })).length === 1;
  }

  async claim(task: number, worker: number): Promise<boolean> {
    const id = this.#shared.workerIds[worker] as string;
    const { store, transitions } = this.#deps;
    const taskId = this.#task(task);
    const reading = createReadTask(store)(taskId);
    const taken = await claimRun(transitions, taskId, reading, { id, host: 'test' });
    if (taken) this.#shared.claims.push(taken.claim);
    return taken !== undefined;
  }

  begin(claim: number): Promise<boolean> {
    return beginRun(this.#deps.transitions, this.#claim(claim), new Date());
  }

  finish(claim: number, outcome: Outcome): Promise<boolean> {
    const whole = { ...measures, startedAt: new Date(), endedAt: new Date() };
    return finishRun(this.#deps, this.#claim(claim), runOutcome(outcome), whole);
  }

  async handBack(claim: number): Promise<boolean> {
    const held = this.#claim(claim);
    return (await this.#deps.transitions.apply(handBackChange(held, held.workerId, new Map()))) !== undefined;
  }

  pause(task: number): Promise<boolean> {
    return allowed(pauseTask(this.#deps, this.#task(task), caller));
  }

  resume(task: number): Promise<boolean> {
    return allowed(resumeTask(this.#deps, this.#task(task), caller));
  }

  async ask(claim: number): Promise<boolean> {
    const id = randomUUID();
    const { state } = await openConfirmation(this.#deps, {
      id,
      claim: this.#claim(claim),
      projectId: 'default',
      request: { kind: 'permission', title: 'May it?', detail: id, tool: 'Bash', input: { command: id } },
      timeout: 300,
    });
    if (state === 'open') this.#shared.questionIds.push(id);
    return state === 'open';
  }

  /** Its run hears it at once. */
  async answer(question: number): Promise<boolean> {
    const id = this.#shared.questionIds[question] as string;
    const answered = await allowed(answerConfirmation(this.#deps, id, { decision: 'allow' }, caller));
    if (answered) await markDelivered(this.#store, id);
    return answered;
  }

  cancel(task: number): Promise<boolean> {
    return allowed(cancelTask(this.#deps, this.#task(task), caller));
  }

  retry(task: number): Promise<boolean> {
    return allowed(retryTask(this.#deps, this.#task(task), caller));
  }

  async expire(worker: number): Promise<boolean> {
    const sql = `update workers set lease_until = utc_timestamp(3) - interval 1 second where id = ?`;
    await this.#store.change({ sql, values: [this.#shared.workerIds[worker]] });
    return true;
  }

  async recover(): Promise<boolean> {
    const lost = await findLostWorkers(this.#store);
    await recoverLostRuns(this.#deps);
    for (const id of lost) {
      const index = this.#shared.workerIds.indexOf(id);
      if (index >= 0) await this.#startWorker(index);
    }
    return true;
  }

  async revokeDoomed(): Promise<boolean> {
    while ((await revokeDependents(this.#deps)) > 0);
    return true;
  }

  async rows(): Promise<ExpectedRow[]> {
    const rows = await this.#store.query<StoredRow>(
      `select id, status, version, epoch, run_number as run, retry_count as retryCount,
        json_length(retry_history) as retryRecords, waiting_for as waitingFor, worker_id is not null as held,
        ready_at is not null as ready, cancel_requested_at is not null as cancelRequested,
        completed_at is not null as completed from tasks where id in (?)`,
      [[...this.#shared.taskIds, '']],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return this.#shared.taskIds.map((id) => {
      const { id: _id, held, ready, cancelRequested, completed, ...row } = byId.get(id) as StoredRow;
      return {
        ...row,
        held: held === 1,
        ready: ready === 1,
        cancelRequested: cancelRequested === 1,
        completed: completed === 1,
      };
    });
  }

  async #startWorker(index: number): Promise<void> {
    const id = randomUUID();
    const process_ = processName();
    const more = { host: 'test', pid: process.pid, process: process_, version: '0', slots: 1 };
    await registerWorker(this.#store, { id, ...more });
    this.#shared.workerIds[index] = id;
  }

  #task(index: number): string {
    return this.#shared.taskIds[index] as string;
  }

  #claim(index: number): Claim {
    return this.#shared.claims[index] as Claim;
  }
}

function runOutcome(outcome: Outcome): RunOutcome {
  const failure = { errorClass: 'TimeoutError', message: 'test', advice: 'test' } as const;
  if (outcome.status === 'failure')
    return { status: 'failure', failure: { ...failure, errorClass: outcome.errorClass } };
  if (outcome.status === 'timeout') return { status: 'timeout', failure };
  return outcome.status === 'success' ? { status: 'success', result: null } : { status: outcome.status };
}

const refusals = /^(task\.illegal_transition|confirmation\.(already_answered|withdrawn))$/;

/** Whether a request was obeyed; a refusal has to be the one that the contract names. */
async function allowed(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof AppError && refusals.test(error.code)) return false;
    throw error;
  }
}
