/** What the CLI asks for, and what it hears: before it uses a tool, and where an MCP server wants a form filled in. */
import type { Mask } from '../../logs/mask.ts';
import type { ConfirmationReply, ConfirmationRequest, RunEvent } from '../executor.ts';
import type { Agents } from './agents.ts';
import {
  type CliMessage,
  type HookRequest,
  isFormRequest,
  isHookRequest,
  isToolRequest,
} from './cliMessages.ts';
import { denial, hookAnswer, refusedRequest, toolAnswer } from './commandLine.ts';
import { type DecidedCall, decidedAnswer, settingsHooksOn } from './deferredCall.ts';
import { formOf, formResponse } from './formConfirmation.ts';
import type { SubagentCap } from './subagentCap.ts';
import { confirmationOf, toolResponse } from './toolConfirmation.ts';

interface Deps {
  mask: Mask;
  agents: Agents;
  put: (event: RunEvent) => Promise<void>;
  send: (message: object) => void;
  /** Whether the run is being ended. */
  isOver: () => boolean;
  subagents: SubagentCap;
  /** A call that was put off, and is decided. */
  decided: DecidedCall | undefined;
}

type ControlRequest = Extract<CliMessage, { type: 'control_request' }>;

export class ToolRequests {
  readonly #deps: Deps;
  #decided: DecidedCall | undefined;
  /** Request id → the question that is open. */
  readonly #open = new Map<string, AbortController>();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#decided = deps.decided;
  }

  async on({ request_id: id, request }: ControlRequest): Promise<void> {
    const { mask, agents } = this.#deps;
    if (isHookRequest(request)) return this.#onHook(id, request);
    if (isToolRequest(request)) {
      const asked = { ...confirmationOf(request, mask), agent: agents.of(request.agent_id) };
      return this.#ask(id, asked, (reply) => toolResponse(request, reply));
    }
    if (isFormRequest(request))
      return this.#ask(
        id,
        formOf(request, (text) => mask.text(text)),
        formResponse,
      );
    this.#deps.send(refusedRequest(id, request.subtype));
  }

  /** The CLI doesn't need the answer any more. */
  withdraw(id: string): void {
    this.#open.get(id)?.abort();
    this.#open.delete(id);
  }

  withdrawAll(): void {
    for (const question of this.#open.values()) question.abort();
  }

  async #onHook(
    id: string,
    { input: { tool_name, tool_input: input, tool_use_id } }: HookRequest,
  ): Promise<void> {
    const { put, send, mask, subagents } = this.#deps;
    const decided = this.#takeDecided(tool_use_id);
    const tooMany = subagents.refuse(tool_name);
    if (tooMany !== undefined) return send(hookAnswer(id, denial(tooMany)));
    await put({
      type: 'tool_use',
      request: confirmationOf({ tool_name, input }, mask),
      reply: (forbidden) => {
        const denied = forbidden === undefined ? undefined : denial(forbidden);
        send(hookAnswer(id, decided ? decidedAnswer(decided, forbidden) : denied));
      },
    });
  }

  /** The first call is the one that was put off. From then on hooks of settings files count again. */
  #takeDecided(toolUseId: string | null | undefined): DecidedCall | undefined {
    const decided = this.#decided;
    if (!decided) return undefined;
    this.#decided = undefined;
    this.#deps.send(settingsHooksOn);
    return decided.id === toolUseId ? decided : undefined;
  }

  async #ask(
    id: string,
    request: ConfirmationRequest,
    response: (reply: ConfirmationReply) => object,
  ): Promise<void> {
    const question = new AbortController();
    this.#open.set(id, question);
    await this.#deps.put({
      type: 'confirmation_required',
      request: { ...request, withdrawn: question.signal },
      reply: (reply) => this.#answer(id, response(reply)),
    });
  }

  #answer(id: string, response: object): void {
    // Told that nobody answered, the next run would go on without the tool, and call that a success.
    const over = this.#deps.isOver();
    if (this.#open.delete(id) && !over) this.#deps.send(toolAnswer(id, response));
  }
}
