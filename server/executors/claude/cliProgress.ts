/** How far a run is: by the list of steps that the CLI keeps, and where there is none by what it is about to do. */
import type { Progress } from '#shared/task.ts';
import type { Mask } from '../../logs/mask.ts';
import type { CliMessage } from './cliMessages.ts';
import { StepList } from './stepList.ts';
import { confirmationOf } from './toolConfirmation.ts';

type Change = Partial<Omit<Progress, 'updated_at'>>;

/** They keep the list, and are no work. */
const LIST_TOOLS = new Set(['TodoWrite', 'TaskCreate', 'TaskUpdate', 'TaskGet', 'TaskList']);

export class CliProgress {
  readonly #mask: Pick<Mask, 'text'>;
  readonly #list = new StepList();
  #message = '';
  #turns = 0;
  #toolCalls = 0;
  #doing = '';

  constructor(mask: Pick<Mask, 'text'>) {
    this.#mask = mask;
  }

  /** @returns undefined if the message changes nothing. */
  read(message: CliMessage): Change | undefined {
    // A helper's steps are its own; what it does counts.
    const ofHelper = 'parent_tool_use_id' in message && typeof message.parent_tool_use_id === 'string';
    if (message.type === 'assistant') return this.#said(message.message, ofHelper);
    if (message.type !== 'user' || ofHelper || !message.tool_use_result) return undefined;
    this.#list.change(message.tool_use_result);
    return this.#now();
  }

  #said({ id, content }: Extract<CliMessage, { type: 'assistant' }>['message'], ofHelper: boolean): Change {
    if (!ofHelper && id !== this.#message) {
      this.#turns++;
      this.#message = id;
    }
    for (const block of content) {
      if (block.type !== 'tool_use') continue;
      this.#toolCalls++;
      const { name: tool_name, input } = block;
      if (!ofHelper && !LIST_TOOLS.has(tool_name))
        this.#doing = confirmationOf({ tool_name, input }, this.#mask).title;
    }
    return this.#now();
  }

  #now(): Change {
    const { steps } = this.#list;
    const done = steps.filter(({ status }) => status === 'completed').length;
    const current = steps.find(({ status }) => status === 'in_progress')?.name;
    return {
      percentage: steps.length > 0 ? Math.round((done / steps.length) * 100) : 0,
      current_step: current ?? this.#doing,
      total_steps: steps.length,
      details: { turns: this.#turns, tool_calls: this.#toolCalls },
    };
  }
}
