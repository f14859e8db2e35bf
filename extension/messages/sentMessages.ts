/** Messages that were sent to tasks from here, until it is known what became of each. No `vscode` here. */
import type { TaskSummary } from '#shared/task.ts';
import type { InputStatus } from '#shared/taskInput.ts';
import { isFinal } from '#shared/taskState.ts';
import type { RestClient } from '../api/restClient.ts';
import type { ServerSession } from '../state/serverSession.ts';

/** So many of the latest events are remembered: one may come before it is known which message it is about. */
const HEARD_KEPT = 200;

interface SentMessage {
  /** As it was when the message was sent. */
  task: TaskSummary;
  text: string;
  url: string;
}

export interface MessageFate {
  task: TaskSummary;
  text: string;
  status: Exclude<InputStatus, 'queued'>;
}

export interface MessagesListener {
  onFate(fate: MessageFate): void;
  /** Something failed in the background: the message was sent all the same. */
  onProblem(doing: string, error: unknown): void;
}

type Session = Pick<ServerSession, 'client' | 'store' | 'onInput' | 'onConnection'>;

export class SentMessages {
  readonly #session: Session;
  readonly #listener: MessagesListener;
  /** By the id that the server gave them. */
  readonly #waiting = new Map<string, SentMessage>();
  readonly #heard = new Map<string, InputStatus>();
  /** Tasks whose end has been seen to. */
  readonly #ended = new Set<string>();
  readonly #stops: (() => void)[];

  constructor(session: Session, listener: MessagesListener) {
    this.#session = session;
    this.#listener = listener;
    this.#stops = [
      session.onInput(({ input_id, status }) => {
        this.#hear(input_id, status);
        this.#settle(input_id, status);
      }),
      // Events may have been missed meanwhile.
      session.onConnection(({ is }) => {
        if (is === 'connected') this.#lookAll();
      }),
      session.store.onChange(() => this.#lookAtEnded()),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  /** @throws what the server says where it doesn't take the message. */
  async send(client: RestClient, task: TaskSummary, text: string): Promise<void> {
    await client.sendInput(task.id, text);
    try {
      const inputs = await client.listInputs(task.id);
      const sent = inputs.findLast((each) => each.text === text && !this.#waiting.has(each.id));
      if (!sent) return;
      this.#waiting.set(sent.id, { task, text, url: client.access.url });
      this.#ended.delete(task.id);
      this.#settle(sent.id, this.#heard.get(sent.id) ?? sent.status);
    } catch (error) {
      this.#listener.onProblem('Reading what became of a message', error);
    }
  }

  #hear(id: string, status: InputStatus): void {
    this.#heard.delete(id);
    this.#heard.set(id, status);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > HEARD_KEPT && oldest !== undefined) this.#heard.delete(oldest);
  }

  #settle(id: string, status: InputStatus): void {
    const sent = this.#waiting.get(id);
    if (!sent || status === 'queued') return;
    this.#waiting.delete(id);
    this.#listener.onFate({ task: sent.task, text: sent.text, status });
  }

  #lookAll(): void {
    for (const id of new Set([...this.#waiting.values()].map(({ task }) => task.id))) void this.#look(id);
  }

  #lookAtEnded(): void {
    for (const { task } of this.#waiting.values()) {
      const now = this.#session.store.task(task.id);
      if (!now || !isFinal(now.status) || this.#ended.has(task.id)) continue;
      this.#ended.add(task.id);
      void this.#look(task.id);
    }
  }

  /** Of another server than that of before nothing is asked. */
  async #look(taskId: string): Promise<void> {
    const { client } = this.#session;
    for (const [id, { url }] of this.#waiting) if (url !== client?.access.url) this.#waiting.delete(id);
    if (!client || ![...this.#waiting.values()].some(({ task }) => task.id === taskId)) return;
    try {
      for (const { id, status } of await client.listInputs(taskId)) this.#settle(id, status);
    } catch (error) {
      this.#ended.delete(taskId);
      this.#listener.onProblem('Reading what became of a message', error);
    }
  }
}
