/** How far a run is: by the list of steps that the CLI keeps, and where there is none by what it is about to do. */
import type { Progress } from '#shared/task.ts';
import type { Mask } from '../../logs/mask.ts';
import type { CliMessage, StepsChange } from './cliMessages.ts';
import { confirmationOf } from './toolConfirmation.ts';

type Change = Partial<Omit<Progress, 'updated_at'>>;

/** They keep the list, and are no work. */
const LIST_TOOLS = new Set(['TodoWrite', 'TaskCreate', 'TaskUpdate', 'TaskGet', 'TaskList']);

interface Step {
  name: string;
  status: string;
}

export class CliProgress {
  readonly #mask: Pick<Mask, 'text'>;
  readonly #steps = new Map<string, Step>();
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
    this.#change(message.tool_use_result);
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

  #change(change: StepsChange): void {
    if ('newTodos' in change) {
      this.#steps.clear();
      for (const [place, { content, status }] of change.newTodos.entries())
        this.#steps.set(String(place), { name: content, status });
    } else if ('task' in change) {
      this.#steps.set(change.task.id, { name: change.task.subject, status: 'pending' });
    } else if (change.statusChange.to === 'deleted') {
      this.#steps.delete(change.taskId);
    } else {
      // An earlier run of the same session may have begun it.
      const name = this.#steps.get(change.taskId)?.name ?? `#${change.taskId}`;
      this.#steps.set(change.taskId, { name, status: change.statusChange.to });
    }
  }

  #now(): Change {
    const steps = [...this.#steps.values()];
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
