/** What of a conversation is still going on: it ends when nothing is, and not with the result of a turn. */
import type { BackgroundTask, CliMessage } from './cliMessages.ts';

/** They end by themselves or not at all; the CLI waits for agents and workflows, and for nothing else. */
const AGENT_TYPE = /agent|workflow|teammate/;

export class OpenWork {
  /** As the CLI tells it; undefined as long as it has told nothing, as an old one does. */
  #state: string | undefined;
  #background: readonly BackgroundTask[] = [];
  #turnEnded = false;
  #turnsQueued = 0;
  /** Ids of messages that were sent, and that no turn has taken up. */
  readonly #unread = new Set<string>();

  read(message: CliMessage): void {
    switch (message.type) {
      case 'system':
        if (message.subtype === 'session_state_changed') this.#state = message.state;
        if (message.subtype === 'background_tasks_changed')
          this.#background = message.tasks.filter(({ ambient }) => !ambient);
        return;
      case 'assistant':
      case 'stream_event':
        this.#turnEnded = false;
        return;
      case 'result':
        this.#turnEnded = true;
        this.#turnsQueued = message.queued_turn_count ?? 0;
        return;
      case 'command_lifecycle':
        if (message.state !== 'queued') this.#unread.delete(message.command_uuid);
    }
  }

  /** A message is on its way. */
  sent(id: string): void {
    this.#unread.add(id);
  }

  /** Neither a turn nor an agent is at work, and none will be. */
  get isIdle(): boolean {
    if (this.#unread.size > 0) return false;
    if (this.#state !== undefined) return this.#state === 'idle';
    const agents = this.#background.some(({ task_type }) => AGENT_TYPE.test(task_type));
    return this.#turnEnded && this.#turnsQueued === 0 && !agents;
  }

  /** Commands that go on beside an idle conversation. */
  get commands(): readonly BackgroundTask[] {
    return this.isIdle ? this.#background : [];
  }
}
