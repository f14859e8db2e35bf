/** What the store should say, as plain values: one place where every rule about a task's state is told once more. */
import { type ErrorClass, errorTypeOf } from '../../../shared/errorClasses.ts';
import { canMove, hasLiveRun, isDispatchable, isFinal, type TaskState } from '../../../shared/taskState.ts';

export type Outcome =
  | { status: 'success' | 'timeout' | 'revoked' | 'handed_back' }
  | { status: 'failure'; errorClass: ErrorClass };

/**
 * What is done in a test, to the model and to the store. Tasks, claims, questions and workers are named by their index. Each
 * answers whether it was accepted.
 */
export interface Steps<Answer> {
  /** @param behind has to be over before. */
  submit(parents: number[], maxRetries: number, revokedWithParents: boolean, behind?: number): Answer;
  change(task: number): Answer;
  admit(task: number): Answer;
  claim(task: number, worker: number): Answer;
  begin(claim: number): Answer;
  finish(claim: number, outcome: Outcome): Answer;
  /** A claim whose answer was lost: its worker gives it back. */
  handBack(claim: number): Answer;
  pause(task: number): Answer;
  resume(task: number): Answer;
  /** Its run asks something that nobody has asked before. */
  ask(claim: number): Answer;
  answer(question: number): Answer;
  cancel(task: number): Answer;
  retry(task: number): Answer;
  /** The worker's lease ends; nobody has looked yet. */
  expire(worker: number): Answer;
  /** Lost workers are found, their runs taken away, and new workers come in their place. */
  recover(): Answer;
  /** Dependents that asked for it are revoked with what failed. */
  revokeDoomed(): Answer;
}

/** A task's row, as far as the model knows it. */
export interface ExpectedRow {
  status: TaskState;
  version: number;
  epoch: number;
  run: number;
  retryCount: number;
  retryRecords: number;
  waitingFor: number;
  held: boolean;
  ready: boolean;
  cancelRequested: boolean;
  completed: boolean;
}

interface ModelTask extends Omit<ExpectedRow, 'held' | 'ready' | 'completed' | 'waitingFor'> {
  maxRetries: number;
  worker: number | undefined;
  /** Not succeeded yet. */
  unmet: Set<number>;
  /** Not over yet. */
  behind: number | undefined;
  revokedWithParents: boolean;
}

export interface ModelClaim {
  task: number;
  worker: number;
  run: number;
  epoch: number;
}

interface ModelQuestion {
  task: number;
  run: number;
  open: boolean;
}

export const WORKERS = 3;

export class StateMachineModel implements Steps<boolean> {
  readonly tasks: ModelTask[] = [];
  readonly claims: ModelClaim[] = [];
  readonly questions: ModelQuestion[] = [];
  /** Whether the lease of each worker holds. */
  readonly live = Array.from({ length: WORKERS }, () => true);
  /** `from to` of every move made. */
  readonly moves: string[] = [];

  rows(): ExpectedRow[] {
    return this.tasks.map(({ maxRetries, worker, unmet, behind, revokedWithParents, ...row }) => ({
      ...row,
      waitingFor: unmet.size + (behind === undefined ? 0 : 1),
      held: worker !== undefined,
      ready: unmet.size === 0 && behind === undefined,
      completed: isFinal(row.status),
    }));
  }

  submit(parents: number[], maxRetries: number, revokedWithParents: boolean, behind?: number): boolean {
    const unmet = new Set(parents.filter((parent) => this.#task(parent).status !== 'success'));
    const row: ModelTask = { ...untouched, maxRetries, unmet, behind: undefined, revokedWithParents };
    // Whoever waits for its success waits for its end.
    if (behind !== undefined && !parents.includes(behind) && !isFinal(this.#task(behind).status))
      row.behind = behind;
    this.tasks.push(row);
    return true;
  }

  change(task: number): boolean {
    const row = this.#task(task);
    if (!isDispatchable(row.status) && row.status !== 'received') return false;
    row.version++;
    return true;
  }

  admit(task: number): boolean {
    const { status, unmet, behind } = this.#task(task);
    const ready = unmet.size === 0 && behind === undefined;
    return isDispatchable(status) && ready && this.#move(task, 'received');
  }

  claim(task: number, worker: number): boolean {
    const row = this.#task(task);
    if (row.status !== 'received' || !this.live[worker]) return false;
    this.#move(task, 'started');
    row.run++;
    row.epoch++;
    row.worker = worker;
    this.claims.push({ task, worker, run: row.run, epoch: row.epoch });
    return true;
  }

  begin(claim: number): boolean {
    const row = this.#held(claim);
    if (!row) return false;
    if (row.status === 'started') this.#move(this.#claim(claim).task, 'running');
    return true;
  }

  finish(claim: number, outcome: Outcome): boolean {
    const row = this.#held(claim);
    const { task } = this.#claim(claim);
    if (!row) return false;
    if (outcome.status === 'revoked' || (row.cancelRequested && outcome.status !== 'success'))
      return this.#end(task, 'revoked');
    if (outcome.status === 'failure') return this.#fail(task, outcome.errorClass);
    if (outcome.status === 'handed_back') return this.#backToQueue(task);
    if (row.status !== 'running') this.#move(task, 'running');
    this.#end(task, outcome.status);
    if (outcome.status === 'success') for (const each of this.tasks) each.unmet.delete(task);
    return true;
  }

  handBack(claim: number): boolean {
    const row = this.#held(claim);
    if (!row) return false;
    const { task } = this.#claim(claim);
    return row.cancelRequested ? this.#end(task, 'revoked') : this.#backToQueue(task);
  }

  pause(task: number): boolean {
    const { status, cancelRequested } = this.#task(task);
    return status === 'running' && !cancelRequested && this.#move(task, 'paused');
  }

  resume(task: number): boolean {
    const { status, cancelRequested } = this.#task(task);
    return status === 'paused' && !cancelRequested && this.#move(task, 'running');
  }

  ask(claim: number): boolean {
    const row = this.#held(claim);
    if (row?.status !== 'running' && row?.status !== 'waiting_confirmation') return false;
    const { task } = this.#claim(claim);
    if (row.status === 'running') this.#move(task, 'waiting_confirmation');
    row.version++;
    this.questions.push({ task, run: row.run, open: true });
    return true;
  }

  answer(question: number): boolean {
    const asked = this.questions[question] as ModelQuestion;
    if (!asked.open) return false;
    asked.open = false;
    const row = this.#task(asked.task);
    row.version++;
    const waits = this.#open(asked.task).some(({ run }) => run === row.run);
    if (row.status === 'waiting_confirmation' && !waits) this.#move(asked.task, 'running');
    return true;
  }

  cancel(task: number): boolean {
    const row = this.#task(task);
    if (hasLiveRun(row.status)) {
      if (!row.cancelRequested) row.version++;
      row.cancelRequested = true;
      return true;
    }
    if (!canMove(row.status, 'revoked')) return false;
    row.cancelRequested = true;
    return this.#end(task, 'revoked');
  }

  retry(task: number): boolean {
    const row = this.#task(task);
    if (row.status !== 'failure') return false;
    row.retryCount = 0;
    row.cancelRequested = false;
    return this.#move(task, 'retry');
  }

  expire(worker: number): boolean {
    this.live[worker] = false;
    return true;
  }

  recover(): boolean {
    for (const [index, row] of this.tasks.entries()) {
      if (row.worker === undefined || this.live[row.worker]) continue;
      if (row.cancelRequested) this.#end(index, 'revoked');
      // It did nothing while it waited for a person: that counts no retry.
      else if (row.status === 'waiting_confirmation') this.#backToQueue(index);
      else this.#fail(index, 'WorkerLost');
    }
    this.live.fill(true);
    return true;
  }

  revokeDoomed(): boolean {
    const isDoomed = (row: ModelTask) =>
      row.status === 'pending' &&
      row.revokedWithParents &&
      [...row.unmet].some((parent) => isFinal(this.#task(parent).status));
    for (let index = this.tasks.findIndex(isDoomed); index >= 0; index = this.tasks.findIndex(isDoomed))
      this.#end(index, 'revoked');
    return true;
  }

  #fail(task: number, errorClass: string): boolean {
    const row = this.#task(task);
    if (row.status === 'paused' || row.status === 'waiting_confirmation') this.#move(task, 'running');
    if (errorTypeOf(errorClass) !== 'retriable' || row.retryCount >= row.maxRetries)
      return this.#end(task, 'failure');
    this.#release(task);
    row.retryCount++;
    row.retryRecords++;
    this.#move(task, 'failure');
    this.#move(task, 'retry');
    // The next run of a task whose worker was lost takes its questions over; any other asks anew.
    if (errorClass !== 'WorkerLost') this.#withdraw(task);
    return true;
  }

  #backToQueue(task: number): boolean {
    const row = this.#task(task);
    if (row.status === 'paused' || row.status === 'waiting_confirmation') this.#move(task, 'running');
    this.#release(task);
    this.#move(task, 'failure');
    return this.#move(task, 'retry');
  }

  #end(task: number, status: TaskState): boolean {
    this.#release(task);
    this.#move(task, status);
    this.#withdraw(task);
    this.#letGo(task);
    return true;
  }

  /** Those behind it take its place, if it was behind another one itself. */
  #letGo(task: number): void {
    const { behind } = this.#task(task);
    for (const each of this.tasks) {
      if (each.behind !== task) continue;
      const takesPlace = each.status === 'pending' && behind !== undefined && !each.unmet.has(behind);
      each.behind = takesPlace ? behind : undefined;
    }
  }

  #withdraw(task: number): void {
    for (const question of this.#open(task)) {
      question.open = false;
      this.#task(task).version++;
    }
  }

  #open(task: number): ModelQuestion[] {
    return this.questions.filter((question) => question.task === task && question.open);
  }

  /** What its last run still writes comes too late. */
  #release(task: number): void {
    const row = this.#task(task);
    row.epoch++;
    row.worker = undefined;
  }

  #move(task: number, to: TaskState): boolean {
    const row = this.#task(task);
    this.moves.push(`${row.status} ${to}`);
    row.status = to;
    row.version++;
    return true;
  }

  /** The claim's task, while the claim is its latest and nothing has ended it. */
  #held(claim: number): ModelTask | undefined {
    const { task, epoch } = this.#claim(claim);
    return this.#task(task).epoch === epoch ? this.#task(task) : undefined;
  }

  #task(index: number): ModelTask {
    return this.tasks[index] as ModelTask;
  }

  #claim(index: number): ModelClaim {
    return this.claims[index] as ModelClaim;
  }
}

const untouched = {
  status: 'pending',
  version: 1,
  epoch: 0,
  run: 0,
  retryCount: 0,
  retryRecords: 0,
  cancelRequested: false,
  worker: undefined,
} as const;
