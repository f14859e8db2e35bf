/** The changes of one transaction: what they write, and what each write has to match. */
import type { ResultSetHeader } from 'mysql2/promise';
import type { StoredEvent } from '#shared/events.ts';
import { isLegalPath, type TaskState } from '#shared/taskState.ts';
import { EndCounts } from '../statistics/countEnds.ts';
import { type RowsStatement, RowWrites } from '../store/rowWrites.ts';
import { type Columns, insertRows, type Statement } from '../store/sql.ts';
import type { Result } from '../store/store.ts';
import type { Applied, Change, Decision } from './change.ts';
import { openQuestionsAfter, withdrawnAtEnd } from './changeQuestions.ts';
import { dropInputsAtEnd } from './inputs.ts';
import type { LockedTask } from './lockedTask.ts';
import { countMove, deadLetterChange, failureOf } from './recordEnd.ts';
import { type Parents, releaseDependents } from './releaseDependents.ts';

const REASON_CHARS_MAX = 500;

export class TransitionBatch {
  readonly #tasks = new RowWrites();
  readonly #runs = new RowWrites();
  /** Behind the rows, which they may read. */
  readonly #others: Statement[] = [];
  readonly #events: Columns[] = [];
  readonly #at = new Date();
  readonly #counts = new EndCounts(this.#at);
  readonly #parents: Parents;
  readonly #byVersion: boolean;
  #closing: RowsStatement[] = [];

  /**
   * @param parents those of the tasks that others wait for.
   * @param rowsAre `locked`: nobody else can have changed them; `known`: they have to be of the version that is known.
   */
  constructor(parents: Parents, { rowsAre }: { rowsAre: 'locked' | 'known' }) {
    this.#parents = parents;
    this.#byVersion = rowsAre === 'known';
  }

  add(tasks: Map<string, LockedTask>, change: Change): Applied | undefined {
    const task = tasks.get(change.taskId);
    if (!task || (change.epoch !== undefined && change.epoch !== task.epoch)) return undefined;
    const decided = change.decide(task);
    if (!decided) return undefined;
    const decision = withdrawnAtEnd(task, decided, this.#at);
    if (decision.path.length > 0 && !isLegalPath(task.status, decision.path)) {
      throw new Error(
        `illegal transition of task ${task.id}: ${[task.status, ...decision.path].join(' → ')}`,
      );
    }
    const applied = this.#write(task, decision);
    const { status, version, epoch } = applied;
    const openQuestions = openQuestionsAfter(task, decision);
    tasks.set(task.id, { ...task, ...decision.columns, status, version, epoch, openQuestions });
    return applied;
  }

  #write(task: LockedTask, decision: Decision): Applied {
    const events = storedEvents(task, decision, this.#at);
    const status = decision.path.at(-1) ?? task.status;
    const version = task.version + events.length;
    const epoch = task.epoch + (decision.raiseEpoch ? 1 : 0);
    const guards = { status: task.status, epoch: task.epoch };
    const where = this.#byVersion ? { ...guards, version: task.version } : guards;
    this.#tasks.update(
      { table: 'tasks', id: ['id', task.id], where },
      { ...decision.columns, status, version, epoch, updatedAt: this.#at },
    );
    if (decision.newRun) this.#runs.insert('runs', decision.newRun);
    if (decision.runColumns) {
      const run = { table: 'runs', id: ['taskId', task.id], where: { number: task.runNumber } } as const;
      this.#runs.update(run, decision.runColumns);
    }
    this.#others.push(
      ...(decision.also ?? []),
      ...deadLetterChange(task, decision),
      ...dropInputsAtEnd(task, status),
      ...(decision.path.length > 0 ? releaseDependents(task, status, this.#parents, this.#at) : []),
    );
    countMove(this.#counts, task, decision);
    this.#events.push(...events.map((event) => eventRow(event, task, decision)));
    const failed = status === 'failure' ? failureOf(decision) : undefined;
    return { task, status, version, epoch, events, failed };
  }

  /** The last statement; it has to match a row. */
  close(statement: Statement): void {
    this.#closing = [{ ...statement, rows: 1 }];
  }

  /** In their order: the tasks' rows, and what goes behind. Those that tell how many rows they match are for `checkRows`. */
  finished(): { tasks: RowsStatement[]; behind: (Statement | RowsStatement)[] } {
    const events = this.#events.length > 0 ? [insertRows('task_events', this.#events)] : [];
    return {
      tasks: this.#tasks.statements(),
      behind: [
        ...this.#runs.statements(),
        ...this.#others,
        ...events,
        ...this.#counts.statements(),
        ...this.#closing,
      ],
    };
  }
}

/** The rows were locked, so a guard that misses is a defect and not a race. */
export function checkRows(
  statements: readonly (Statement | RowsStatement)[],
  results: readonly Result[],
): void {
  for (const [index, statement] of statements.entries()) {
    if ('rows' in statement && (results[index] as ResultSetHeader).affectedRows !== statement.rows)
      throw new Error('a guarded write missed its row');
  }
}

function storedEvents(task: LockedTask, decision: Decision, at: Date): StoredEvent[] {
  const common = { task_id: task.id, project_id: task.projectId, at: at.toISOString() };
  const { path, questions = [] } = decision;
  if (path.length + questions.length === 0)
    return [{ type: 'task.updated', ...common, version: task.version + 1 }];
  const moves = path.map((status, index) => ({
    type: 'task.status_changed' as const,
    ...common,
    version: task.version + index + 1,
    status,
    previous_status: index === 0 ? task.status : (path[index - 1] as TaskState),
  }));
  const asked = questions.map(({ type, id }, index) => ({
    type,
    ...common,
    version: task.version + path.length + index + 1,
    confirmation_id: id,
  }));
  return [...moves, ...asked];
}

function eventRow(event: StoredEvent, task: LockedTask, decision: Decision): Columns {
  return {
    taskId: task.id,
    version: event.version,
    projectId: task.projectId,
    type: event.type,
    fromStatus: event.type === 'task.status_changed' ? event.previous_status : task.status,
    toStatus: event.type === 'task.status_changed' ? event.status : task.status,
    at: new Date(event.at),
    run: decision.run ?? (task.runNumber || null),
    actor: decision.actor,
    reason: decision.reason.slice(0, REASON_CHARS_MAX),
    confirmationId: 'confirmation_id' in event ? event.confirmation_id : null,
  };
}
