/** Who speaks in a conversation: Claude itself, and its subagents, each with a name of its own. */
import type { BackgroundMessage, Speaker } from '../cliMessages.ts';
import { StepList } from '../stepList.ts';

export interface Agent {
  /** Its type, with a number from the second one of a type on. */
  name: string;
  task: string;
}

/** One conversation: the main one, or a subagent's. */
export class Thread {
  readonly agent: Agent | undefined;
  readonly steps = new StepList();
  /** The list was changed and isn't shown yet. */
  stepsChanged = false;
  inBackground = false;
  /** Its end was told. */
  ended = false;
  /** What it said last. */
  lastText = '';

  constructor(agent?: Agent) {
    this.agent = agent;
  }
}

export class Speakers {
  readonly main = new Thread();
  readonly #byCall = new Map<string, Thread>();
  readonly #byAgent = new Map<string, Thread>();
  readonly #named = new Map<string, number>();

  /** A tool call makes a subagent. */
  called(callId: string, input: Record<string, unknown>): Thread {
    const names = [input.name, input.subagent_type, 'general-purpose'];
    const name = names.find((each): each is string => typeof each === 'string' && each !== '');
    return this.#create(callId, name, typeof input.description === 'string' ? input.description : '');
  }

  /** Whose message it is. A subagent may have been called by a run before this one. */
  of({ parent_tool_use_id: call, agent_id: agent, subagent_type, task_description }: Speaker): Thread {
    if (!call && !agent) return this.main;
    const thread = this.#known(agent, call) ?? this.#create(call, subagent_type, task_description);
    if (agent) this.#byAgent.set(agent, thread);
    return thread;
  }

  /** Whose work it is; undefined for what is no subagent's. */
  atWork(message: BackgroundMessage): Thread | undefined {
    const { task_id: agent_id, tool_use_id: call, subagent_type } = message;
    if (!this.#known(agent_id, call) && !subagent_type) return undefined;
    const task_description = message.subtype === 'task_started' ? message.description : undefined;
    return this.of({ agent_id, parent_tool_use_id: call, subagent_type, task_description });
  }

  #known(agent: string | null | undefined, call: string | null | undefined): Thread | undefined {
    return this.#byAgent.get(agent ?? '') ?? this.#byCall.get(call ?? '');
  }

  #create(callId: string | null | undefined, type: string | null | undefined, task?: string | null): Thread {
    const name = type || 'subagent';
    const count = (this.#named.get(name) ?? 0) + 1;
    this.#named.set(name, count);
    const thread = new Thread({ name: count === 1 ? name : `${name} ${count}`, task: task ?? '' });
    if (callId) this.#byCall.set(callId, thread);
    return thread;
  }
}
