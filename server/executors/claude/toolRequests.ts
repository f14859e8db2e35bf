/** What the CLI asks before it uses a tool, and what it hears. */
import type { Mask } from '../../logs/mask.ts';
import type { ConfirmationReply, RunEvent } from '../executor.ts';
import { type CliMessage, isHookRequest, isToolRequest, type ToolRequest } from './cliMessages.ts';
import { hookAnswer, refusedRequest, toolAnswer } from './commandLine.ts';
import { confirmationOf, toolResponse } from './toolConfirmation.ts';

interface Deps {
  mask: Mask;
  put: (event: RunEvent) => Promise<void>;
  send: (message: object) => void;
  /** Whether the run is being ended. */
  isOver: () => boolean;
}

export class ToolRequests {
  readonly #deps: Deps;
  /** Request id → the question that is open. */
  readonly #open = new Map<string, AbortController>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async on({ request_id: id, request }: Extract<CliMessage, { type: 'control_request' }>): Promise<void> {
    const { put, send, mask } = this.#deps;
    if (isHookRequest(request)) {
      const { tool_name, tool_input: input } = request.input;
      return put({
        type: 'tool_use',
        request: confirmationOf({ tool_name, input }, mask),
        reply: (forbidden) => send(hookAnswer(id, forbidden)),
      });
    }
    if (!isToolRequest(request)) return send(refusedRequest(id, request.subtype));
    const question = new AbortController();
    this.#open.set(id, question);
    await put({
      type: 'confirmation_required',
      request: { ...confirmationOf(request, mask), withdrawn: question.signal },
      reply: (reply) => this.#answer(id, request, reply),
    });
  }

  /** The CLI doesn't need the answer any more. */
  withdraw(id: string): void {
    this.#open.get(id)?.abort();
    this.#open.delete(id);
  }

  withdrawAll(): void {
    for (const question of this.#open.values()) question.abort();
  }

  #answer(id: string, request: ToolRequest, reply: ConfirmationReply): void {
    // Told that nobody answered, the next run would go on without the tool, and call that a success.
    const over = this.#deps.isOver();
    if (this.#open.delete(id) && !over) this.#deps.send(toolAnswer(id, toolResponse(request, reply)));
  }
}
