/** Tasks that wait, or may wait again, follow their project's priority when it is changed: piece by piece, as there may be a million. */
import { effectivePriority, type TaskType } from '#shared/priority.ts';
import type { TaskKind } from '#shared/taskKinds.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import { pricedStates, priorityChange } from './priorityChange.ts';

/** By then every process knows the new priority, and what it submitted with the old one is stored. */
const SETTLED_MS = 3000;
const AT_ONCE = 200;
/** Of each call: the dispatcher has more to do. */
const WORK_MS_MAX = 300;

interface ChangedProject {
  id: string;
  priority: number;
  priority_changed_at: string;
}

/** How far a project's tasks have been looked through: in this state, in the order of their submits. */
interface Place {
  changedAt: string;
  state: number;
  createdAt: string;
  id: string;
}

interface WaitingColumns {
  id: string;
  version: number;
  kind: TaskKind;
  priority: number;
  task_type: TaskType;
  deadline: string | null;
  effective_priority: number;
  created_at: string;
}

const begin = (changedAt: string): Place => ({ changedAt, state: 0, createdAt: '1970-01-01', id: '' });

export class ProjectPriorities {
  readonly #deps: { store: Store; transitions: Transitions };
  /** By project. A process that takes over begins anew, which changes nothing twice. */
  readonly #places = new Map<string, Place>();

  constructor(deps: { store: Store; transitions: Transitions }) {
    this.#deps = deps;
  }

  /** Goes on where the last call ended. A project is done when all its tasks that aren't over were looked at. */
  async follow(now = new Date()): Promise<void> {
    const until = performance.now() + WORK_MS_MAX;
    const changed = await this.#deps.store.query<ChangedProject>(
      'select id, priority, priority_changed_at from projects where priority_changed_at <= ?',
      [new Date(now.getTime() - SETTLED_MS)],
    );
    for (const project of changed) {
      while (performance.now() < until) {
        if (await this.#goOn(project, now)) break;
      }
    }
  }

  /** @returns whether the project is done. */
  async #goOn(project: ChangedProject, now: Date): Promise<boolean> {
    const { store, transitions } = this.#deps;
    const changedAt = project.priority_changed_at;
    const known = this.#places.get(project.id);
    const place = known?.changedAt === changedAt ? known : begin(changedAt);
    const rows = await this.#tasksAfter(project.id, place);
    await transitions.applyAll(
      rows.flatMap((row) => {
        const effective = effectivePriority(
          {
            priority: row.priority,
            projectPriority: project.priority,
            taskType: row.task_type,
            deadline: row.deadline === null ? null : dateFromColumn(row.deadline),
          },
          now,
        );
        if (effective === row.effective_priority) return [];
        return [
          priorityChange(
            row,
            effective,
            `its project’s priority is ${project.priority}: priority ${effective}`,
          ),
        ];
      }),
    );
    const last = rows.at(-1);
    if (rows.length === AT_ONCE && last) {
      this.#places.set(project.id, { ...place, createdAt: last.created_at, id: last.id });
      return false;
    }
    if (place.state + 1 < pricedStates.length) {
      this.#places.set(project.id, { ...begin(changedAt), state: place.state + 1 });
      return false;
    }
    this.#places.delete(project.id);
    // A change that came meanwhile has a time of its own, and is still to be followed.
    await store.change({
      sql: 'update projects set priority_changed_at = null where id = ? and priority_changed_at = ?',
      values: [project.id, changedAt],
    });
    return true;
  }

  /** From the index alone but for those that it finds, however many tasks of others wait. */
  #tasksAfter(projectId: string, { state, createdAt, id }: Place): Promise<WaitingColumns[]> {
    return this.#deps.store.query<WaitingColumns>(
      `select id, version, kind, priority, task_type, deadline, effective_priority, created_at
        from tasks force index (tasks_status)
        where status = ? and project_id = ? and created_at >= ? and (created_at > ? or id > ?)
        order by created_at, id limit ?`,
      [pricedStates[state], projectId, createdAt, createdAt, id, AT_ONCE],
    );
  }
}
