/** The logs that a client follows over its WebSocket. */
import type { ServerFrame, Topic } from '#shared/socket.ts';
import { AppError, errorMessage } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { LogFollower } from '../logs/logFollower.ts';
import type { Store } from '../store/store.ts';
import { isOver, readTaskStatus } from '../tasks/readTask.ts';

/** Of one connection; of logs, and of other topics. */
export const TOPICS_MAX = 1000;

export interface LogTopicsDeps {
  follower: LogFollower;
  store: Store;
  log: Logger;
}

export class LogTopics {
  readonly #deps: LogTopicsDeps;
  /** Resolves when the frame has left the process. */
  readonly #send: (frame: ServerFrame) => Promise<void>;
  readonly #followed = new Map<Topic, AbortController>();
  #closed = false;

  constructor(deps: LogTopicsDeps, send: (frame: ServerFrame) => Promise<void>) {
    this.#deps = deps;
    this.#send = send;
  }

  /** Sends the lines after `after`, and those to come. Asked for again, it begins anew. */
  async follow(topic: Topic, after: number): Promise<void> {
    const taskId = topic.slice('logs:'.length);
    const { follower, store, log } = this.#deps;
    if (!Number.isSafeInteger(after) || after < 0) {
      throw new AppError({ code: 'frame.invalid', message: 'since: must be the seq of a line', status: 422 });
    }
    if (this.#followed.size >= TOPICS_MAX && !this.#followed.has(topic)) throw tooManyTopics();
    const { projectId } = await readTaskStatus(store, taskId);
    if (this.#closed) return;
    this.drop(topic);
    const stop = new AbortController();
    this.#followed.set(topic, stop);
    void this.#send({ op: 'subscribed', topics: [topic], cursor: String(after) });
    const batches = follower.follow(taskId, { after, isOver: isOver(store, taskId), signal: stop.signal });
    this.#sendLines(topic, { taskId, projectId }, batches)
      .catch((error) => {
        log.warn({ taskId, reason: errorMessage(error) }, 'following a log failed');
        void this.#send({
          op: 'error',
          code: 'log.unavailable',
          detail: `${topic}: its lines can’t be read now.`,
        });
      })
      .finally(() => {
        if (this.#followed.get(topic) === stop) this.#followed.delete(topic);
      });
  }

  drop(topic: Topic): void {
    this.#followed.get(topic)?.abort();
    this.#followed.delete(topic);
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#followed.values()) stop.abort();
    this.#followed.clear();
  }

  /** Reads on only when the lines before have left: a slow reader costs no memory. */
  async #sendLines(
    topic: Topic,
    { taskId, projectId }: { taskId: string; projectId: string },
    batches: ReturnType<LogFollower['follow']>,
  ): Promise<void> {
    for await (const lines of batches) {
      const at = new Date().toISOString();
      const event = { type: 'task.log' as const, task_id: taskId, project_id: projectId, lines, at };
      await this.#send({ op: 'event', topic, cursor: String(lines.at(-1)?.seq ?? 0), event });
    }
  }
}

export function tooManyTopics(): AppError {
  const message = `A connection may have up to ${TOPICS_MAX} topics.`;
  return new AppError({ code: 'socket.too_many_topics', message, status: 422 });
}
