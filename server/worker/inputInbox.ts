/** Takes what people say to the runs of a worker, each text once though its row may be read again. */
import type { SwitchyardEvent } from '#shared/events.ts';
import type { InputStatus } from '#shared/taskInput.ts';
import { errorMessage } from '../errors.ts';
import type { SentText } from '../executors/executor.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/store.ts';
import { markDelivered, type QueuedInput, readDropped, readQueuedInputs } from '../tasks/inputs.ts';

interface Deps {
  store: Store;
  publish: (events: SwitchyardEvent[]) => void;
  log: Logger;
}

export class InputInbox {
  readonly #deps: Deps;
  readonly #workerId: string;
  /** Handed to a run and not marked yet: a later run of the task gets it anew. */
  #handed = new Map<string, QueuedInput>();
  readonly #arrived = new Set<QueuedInput>();

  constructor(deps: Deps, workerId: string) {
    this.#deps = deps;
    this.#workerId = workerId;
  }

  /** One call at a time. */
  async look(hand: (taskId: string, text: SentText) => void): Promise<void> {
    await this.#mark();
    const waiting = await readQueuedInputs(this.#deps.store, this.#workerId);
    const before = this.#handed;
    this.#handed = new Map(waiting.map((input) => [keyOf(input), before.get(keyOf(input)) ?? input]));
    for (const input of waiting) {
      if (before.has(keyOf(input))) continue;
      hand(input.taskId, { id: String(input.id), text: input.text, userId: input.userId });
      this.#tell(input, 'queued');
    }
  }

  /** A text is where it was meant for. What can't be stored now is stored with the next look. */
  arrived(id: string): void {
    const input = [...this.#handed.values()].findLast((each) => String(each.id) === id);
    if (!input) return;
    this.#arrived.add(input);
    this.#tell(input, 'delivered');
    this.#mark().catch((error) => this.#deps.log.warn({ reason: errorMessage(error) }, 'marked later'));
  }

  /** Before a run's end is stored, all that has arrived is. */
  flush(): Promise<void> {
    return this.#mark();
  }

  /** A task is over: tells who waits for what will never arrive. */
  async tellDropped({ id, projectId }: { id: string; projectId: string }): Promise<void> {
    for (const dropped of await readDropped(this.#deps.store, id))
      this.#tell({ id: Number(dropped), taskId: id, projectId }, 'dropped');
  }

  async #mark(): Promise<void> {
    const arrived = [...this.#arrived];
    if (arrived.length === 0) return;
    await markDelivered(this.#deps.store, arrived);
    for (const each of arrived) this.#arrived.delete(each);
  }

  #tell(
    { id, taskId, projectId }: Pick<QueuedInput, 'id' | 'taskId' | 'projectId'>,
    status: InputStatus,
  ): void {
    const at = new Date().toISOString();
    const ids = { task_id: taskId, project_id: projectId, input_id: String(id) };
    this.#deps.publish([{ type: 'task.input', ...ids, status, at }]);
  }
}

const keyOf = ({ id, run }: QueuedInput) => `${id}.${run}`;
