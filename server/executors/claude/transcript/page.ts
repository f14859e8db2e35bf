/** Where the reader is: what is said next stands below what it belongs to, or names that. */
import { shownText } from '#shared/shownText.ts';
import type { Thread } from './speakers.ts';
import { stepLines } from './stepLines.ts';
import { markedResult } from './toolResultLines.ts';

export interface Call {
  tool: string;
  input: Record<string, unknown>;
  title: string;
  thread: Thread;
  /** The subagent that it made. */
  made?: Thread | undefined;
}

export class Page {
  /** Whose block is open. */
  #thread: Thread;
  /** The call that a result without a name would be taken for. */
  #call: Call | undefined;

  constructor(main: Thread) {
    this.#thread = main;
  }

  /** What a conversation says, after its list of steps if that was changed. */
  say(thread: Thread, lines: readonly string[]): string[] {
    const steps = thread.stepsChanged ? stepLines(thread.steps.steps) : [];
    thread.stepsChanged = false;
    const all = [...steps, ...lines];
    return all.length === 0 ? [] : this.#put(thread, all, undefined);
  }

  call(call: Call, lines: readonly string[]): string[] {
    const shown = this.say(call.thread, lines);
    this.#call = call;
    return shown;
  }

  result(call: Call | undefined, thread: Thread, lines: readonly string[], failed: boolean): string[] {
    if (lines.length === 0) return [];
    // A result may also stand below all that its subagent has said.
    const follows = call && (this.#call === call || (!thread.agent && this.#thread === call.made));
    const marked = markedResult(lines, failed, follows ? undefined : call?.title);
    return this.#put(thread, marked, follows ? call : undefined);
  }

  /** How a subagent's work goes on or ends; it stands below the head of its block. */
  ofAgent(thread: Thread, lines: readonly string[], failed: boolean): string[] {
    const head = this.#isOpen(thread) ? [] : [headOf(thread)];
    this.#thread = thread;
    this.#call = undefined;
    return [...head, ...markedResult(lines, failed, undefined)];
  }

  #put(thread: Thread, lines: readonly string[], call: Call | undefined): string[] {
    const head = !thread.agent || this.#isOpen(thread) ? [] : [headOf(thread)];
    this.#thread = thread;
    this.#call = call;
    return thread.agent ? [...head, ...lines.map((line) => `  │ ${line}`.trimEnd())] : [...lines];
  }

  #isOpen(thread: Thread): boolean {
    return this.#thread === thread || this.#call?.made === thread;
  }
}

/** Of a subagent's block. */
function headOf({ agent }: Thread): string {
  return `• ${agent ? agentInWords(agent) : ''}`;
}

export function agentInWords({ name, task }: { name: string; task: string }): string {
  return shownText(task === '' ? name : `${name}: ${task.split('\n', 1)[0]}`);
}
