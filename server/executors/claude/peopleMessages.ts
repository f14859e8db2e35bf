/** What people say to a conversation: sent as it comes, and told of when the CLI has taken it up. */
import { randomUUID } from 'node:crypto';
import type { RunContext, SentText } from '../executor.ts';
import { userMessage } from './commandLine.ts';

interface Deps {
  context: Pick<RunContext, 'input' | 'delivered'>;
  send: (message: object) => void;
  /** One is on its way, by the id that the CLI knows it by. */
  onSent: (uuid: string) => void;
  onTaken: (text: SentText) => Promise<void>;
}

export class PeopleMessages {
  readonly #deps: Deps;
  readonly #unread = new Map<string, SentText>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @param over what comes afterwards stays: for the next process of the run, or to be dropped with the task's end. */
  async send(over: AbortSignal): Promise<void> {
    const { context, send, onSent } = this.#deps;
    for (let next = await context.input.take(over); next; next = await context.input.take(over)) {
      const uuid = randomUUID();
      this.#unread.set(uuid, next);
      onSent(uuid);
      send(userMessage(next.text, uuid));
    }
  }

  /** What the CLI says of one. */
  async on({ command_uuid: uuid, state }: { command_uuid: string; state: string }): Promise<void> {
    const text = this.#unread.get(uuid);
    if (!text || state === 'queued') return;
    this.#unread.delete(uuid);
    if (state === 'cancelled') return;
    this.#deps.context.delivered(text.id);
    await this.#deps.onTaken(text);
  }
}
