/** Submits the planned tasks, cancels and retries as planned, whatever of the server is dead just now. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { uuidV7 } from '../../server/tasks/newTask.ts';
import type { Problem } from '../../shared/problem.ts';
import { isFinal, type TaskState } from '../../shared/taskState.ts';
import { eventually } from '../support/eventually.ts';
import type { Fleet } from './fleet.ts';
import { readDatabase, readStatuses } from './storedTasks.ts';
import { EXCLUSIVE_FOLDERS, type PlannedTask } from './taskPlan.ts';
import { countBegins } from './witness.ts';

const SCRIPT = fileURLToPath(new URL('./witness.sh', import.meta.url));
/** So many tasks are submitted ahead of the runs that have begun: so submits, too, meet the faults. */
const AHEAD = 60;
/** Some are cancelled or revoked before they begin. */
const PART_THAT_BEGINS = 0.75;
const LOOK_MS = 50;
const ANSWER_MS_MAX = 90_000;
const RUNS_WITHIN_MS = 180_000;
const PAUSED_MS = 1500;

export class Workload {
  readonly ids: readonly string[];
  readonly #fleet: Fleet;
  readonly #plan: readonly PlannedTask[];
  readonly #folder: string;
  readonly #controls: Promise<unknown>[] = [];

  constructor(fleet: Fleet, plan: readonly PlannedTask[]) {
    this.#fleet = fleet;
    this.#plan = plan;
    this.#folder = join(fleet.folder, 'home');
    this.ids = plan.map(() => uuidV7(Date.now()));
    for (const name of ['locks', ...EXCLUSIVE_FOLDERS]) mkdirSync(join(this.#folder, name));
  }

  /** Where the tasks' processes write. */
  get folder(): string {
    return this.#folder;
  }

  /** Resolves when each task was accepted, and each cancel, pause and resume answered. */
  async submitAll(): Promise<void> {
    for (const task of this.#plan) {
      while (task.index * PART_THAT_BEGINS > countBegins(this.#folder) + AHEAD) await delay(LOOK_MS);
      await this.#untilAnswered('POST', '/tasks', this.#definition(task), [201, 409]);
      if (task.cancelAfterMs !== undefined) this.#controls.push(this.#cancelLater(task));
      if (task.fate === 'paused') this.#controls.push(this.#pauseForAWhile(task));
    }
    await Promise.all(this.#controls);
  }

  /** Tries again by hand what waits for that. @returns whether every task is over. */
  async allOver(): Promise<boolean> {
    const statuses = await readDatabase(this.#fleet.database.url, readStatuses);
    const failed = this.#plan.filter(
      ({ fate, index }) => fate === 'by_hand' && statuses.get(this.ids[index] as string) === 'failure',
    );
    for (const { index } of failed) {
      await this.#untilAnswered('POST', `/tasks/${this.ids[index]}/retry`, undefined, [200, 409]);
    }
    return failed.length === 0 && this.ids.every((id) => isFinal(statuses.get(id) ?? 'pending'));
  }

  async #cancelLater(task: PlannedTask): Promise<void> {
    await delay(task.cancelAfterMs);
    await this.#untilAnswered('POST', `/tasks/${this.ids[task.index]}/cancel`, undefined, [200, 409]);
  }

  /** As soon as it runs. Its worker may be lost meanwhile: then it isn't paused any more when it is to go on. */
  async #pauseForAWhile({ index }: PlannedTask): Promise<void> {
    const path = `/tasks/${this.ids[index]}`;
    await eventually(
      async () => {
        const answer = await this.#fleet.api().request<Problem>('POST', `${path}/pause`);
        if (answer.status === 200) return;
        const status = answer.body.task_status as TaskState | undefined;
        const isDone = status === 'paused' || (status !== undefined && isFinal(status));
        if (!isDone) throw new Error(`can't be paused yet: ${status}`);
      },
      { timeoutMs: RUNS_WITHIN_MS, intervalMs: 200 },
    );
    await delay(PAUSED_MS);
    await this.#untilAnswered('POST', `${path}/resume`, undefined, [200, 409]);
  }

  /** An answer that was lost is asked for again: the ids are ours, so that nothing is done twice. */
  async #untilAnswered(method: string, path: string, body: unknown, statuses: number[]): Promise<void> {
    await eventually(
      async () => {
        const answer = await this.#fleet.api().request(method, path, body);
        if (!statuses.includes(answer.status))
          throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      },
      { timeoutMs: ANSWER_MS_MAX, intervalMs: 100 },
    );
  }

  #definition(task: PlannedTask): object {
    const { seconds, failingRuns, ignoresTerm, exclusiveFolder } = task;
    const args = [
      SCRIPT,
      this.#folder,
      seconds,
      failingRuns,
      ignoresTerm ? 'yes' : 'no',
      exclusiveFolder ?? '',
    ];
    return {
      id: this.ids[task.index],
      name: `${task.index} ${task.fate}`,
      project_id: 'default',
      command: 'sh',
      args: args.map(String),
      working_dir: join(this.#folder, exclusiveFolder ?? ''),
      exclusive: exclusiveFolder !== undefined,
      priority: task.priority,
      task_type: task.taskType,
      timeout: task.fate === 'too_long' ? 1 : 60,
      max_retries: task.maxRetries,
      retry_delay: task.retryDelay,
      depends_on: task.dependsOn.map((index) => this.ids[index]),
      on_dependency_failure: task.onDependencyFailure,
    };
  }
}
