/** The subagents of a conversation, by what the CLI calls them. */
import type { AskingAgent } from '#shared/confirmation.ts';
import type { CliMessage } from './cliMessages.ts';

export class Agents {
  readonly #names = new Map<string, string>();

  read(message: CliMessage): void {
    if (message.type !== 'system' || message.subtype !== 'task_started') return;
    const { task_id, subagent_type, description } = message;
    const named = [subagent_type, description && `(${description})`].filter(Boolean).join(' ');
    this.#names.set(task_id, named || task_id);
  }

  /** Undefined for the main conversation. */
  of(agentId: string | null | undefined): AskingAgent | undefined {
    if (!agentId) return undefined;
    return { id: agentId, name: this.#names.get(agentId) ?? agentId };
  }
}
