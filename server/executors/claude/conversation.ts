/** One process of the Claude CLI, from its start until its work is done. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessEnd } from '../../processes/processPlan.ts';
import { killTree } from '../../processes/processTree.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import { END_GRACE_MS, Ending } from '../command/ending.ts';
import { notStarted } from '../command/notStarted.ts';
import { type FedProgram, spawnFedProgram } from '../command/spawnProgram.ts';
import type { LastEvent, RunContext, RunEvent } from '../executor.ts';
import { failedEvent } from '../failedEvent.ts';
import { Mailbox } from '../mailbox.ts';
import { Agents } from './agents.ts';
import { deferredCall, isDeadSession } from './claudeOutcome.ts';
import type { CliMessage, CliResult, InitializeReply } from './cliMessages.ts';
import { CliReader } from './cliReader.ts';
import {
  type CallPlan,
  claudeArguments,
  claudeEnvironment,
  endSession,
  initialize,
  interrupt,
  userMessage,
} from './commandLine.ts';
import { EndWhenDone } from './endWhenDone.ts';
import { unheldRules } from './heldRules.ts';
import { lastEvent } from './lastEvent.ts';
import { OpenWork } from './openWork.ts';
import { PeopleMessages } from './peopleMessages.ts';
import type { ResultFigures } from './resultFigures.ts';
import type { SubagentCap } from './subagentCap.ts';
import { ToolRequests } from './toolRequests.ts';

/** How long the CLI gets to end its turn when it is told to, before signals follow. */
const INTERRUPT_MS = 3000;
/** With its work done it ends within 50 ms of being told. */
const EXIT_MS = 10_000;
/** A conversation whose last turn was not interrupted has nothing to go on with, and waits: it is told to. */
const NUDGE_MS = 5000;

interface What extends Omit<CallPlan, 'hasRules'> {
  program: string;
  cwd: string;
  /** Of the whole run, over all of its processes. */
  figures: ResultFigures;
  subagents: SubagentCap;
}

/** How a process came to its end, if it told what the run needs to know. */
export type ConversationEnd =
  /** The CLI had no such conversation, and did nothing. */
  | { type: 'no_conversation' }
  /** It told its last result, and ended by itself. */
  | { type: 'ended'; event: LastEvent; deferred: CliResult['deferred_tool_use'] }
  /** It never came to a result, or the run is over. */
  | { type: 'over' };

export class Conversation {
  readonly #context: RunContext;
  readonly #what: What;
  readonly #mailbox = new Mailbox<RunEvent>();
  readonly #reader: CliReader;
  readonly #requests: ToolRequests;
  readonly #agents = new Agents();
  readonly #work = new OpenWork();
  readonly #messages: PeopleMessages;
  readonly #end: EndWhenDone;
  readonly #timers = new AbortController();
  #child: FedProgram | undefined;
  #result: CliResult | undefined;
  #promptStopped: string | undefined;
  #writesLost = false;
  #refused: RunFailure | undefined;
  #begun = false;

  constructor(context: RunContext, what: What) {
    this.#context = context;
    this.#reader = new CliReader({
      context,
      put: (event) => this.#mailbox.put(event),
      onMessage: (message) => this.#on(message),
    });
    this.#requests = new ToolRequests({
      mask: context.mask,
      agents: this.#agents,
      subagents: what.subagents,
      decided: what.decided,
      put: (event) => this.#mailbox.put(event),
      send: (message) => this.#send(message),
      isOver: () => context.signal.aborted,
    });
    this.#end = new EndWhenDone({
      work: this.#work,
      isOver: () => context.signal.aborted,
      note: (text) => this.#reader.note(text),
      end: () => this.#endSession(),
    });
    this.#messages = new PeopleMessages({
      context,
      send: (message) => this.#send(message),
      onSent: (uuid) => {
        this.#work.sent(uuid);
        this.#end.stopGrace();
      },
      onTaken: ({ userId, text }) => this.#reader.note(`${userId} says: ${text}`),
    });
    this.#what = what;
  }

  /**
   * The last event of the run is for whoever runs it to tell, or to go on instead.
   * @param first no process of this run was started yet.
   */
  async *run(first: boolean): AsyncGenerator<RunEvent, ConversationEnd> {
    const refusal = yield* this.#tellSession(false);
    if (refusal) return { type: 'ended', event: failedEvent(refusal), deferred: undefined };
    if (this.#context.signal.aborted) return { type: 'over' };
    const started = await this.#start();
    if ('type' in started) return started;
    const { child } = started;
    const ending = new Ending(child, this.#context, () => this.#interrupt());
    let over = false;
    try {
      if (first) yield { type: 'started', pid: child.pid };
      this.#send(initialize);
      void this.#listen(child);
      yield* this.#mailbox.events();
      const { refused, ...how } = await ending.ended;
      over = true;
      if (refused) return await this.#notStarted(refused);
      if (how.byItself) this.#requests.withdrawAll();
      return this.#endOf(how);
    } finally {
      this.#timers.abort();
      this.#end.end();
      ending.stopListening();
      if (!over) await killTree(this.#context.traces, END_GRACE_MS);
    }
  }

  #endOf(how: Omit<ProcessEnd, 'refused'> & { byItself: boolean }): ConversationEnd {
    const { session, figures } = this.#what;
    if (this.#refused) {
      const event: LastEvent = { ...how, type: 'error', failure: this.#refused };
      return { type: 'ended', event, deferred: undefined };
    }
    const result = this.#result;
    if (how.byItself && isDeadSession(result) && session.resume && session.prompt === undefined)
      return { type: 'no_conversation' };
    const end = {
      ...how,
      result,
      limit: this.#reader.account.facts,
      promptStopped: this.#promptStopped,
      writesLost: this.#writesLost,
    };
    const deferred = how.byItself ? deferredCall(result) : undefined;
    return { type: 'ended', event: lastEvent(end, figures.figures), deferred };
  }

  async #start(): Promise<{ child: FedProgram } | ConversationEnd> {
    const { program, cwd, session } = this.#what;
    const { project } = this.#context;
    const env = claudeEnvironment(this.#context.env, session, project.subagents);
    const args = claudeArguments({ ...this.#what, hasRules: project.deny.length > 0 });
    try {
      this.#child = await spawnFedProgram(program, args, { cwd, env });
    } catch (error) {
      return this.#notStarted(error);
    }
    // It may be gone before all is written; its end is told otherwise.
    this.#child.stdin.on('error', () => {});
    return { child: this.#child };
  }

  async #notStarted(error: unknown): Promise<ConversationEnd> {
    const { program, cwd } = this.#what;
    const failure = await notStarted(program, cwd, error);
    return { type: 'ended', event: failedEvent(failure), deferred: undefined };
  }

  async #listen(child: FedProgram): Promise<void> {
    // After a failure nobody reads what it prints any more: it would wait for ever.
    await this.#reader.read(child).then(
      () => this.#mailbox.end(),
      (error) => this.#mailbox.fail(error),
    );
  }

  async #on(message: CliMessage): Promise<void> {
    this.#agents.read(message);
    this.#work.read(message);
    switch (message.type) {
      case 'system':
        return this.#onSystem(message);
      case 'assistant':
        this.#promptStopped = undefined;
        return;
      case 'command_lifecycle':
        return this.#messages.on(message);
      case 'control_request':
        return this.#requests.on(message);
      case 'control_response':
        if (message.response.request_id === initialize.request_id) this.#onReady(message.response.response);
        return;
      case 'control_cancel_request':
        return this.#requests.withdraw(message.request_id);
      case 'result':
        this.#result = message;
        this.#what.figures.add(message);
        return this.#end.look();
    }
  }

  async #onSystem(message: Extract<CliMessage, { type: 'system' }>): Promise<void> {
    switch (message.subtype) {
      case 'init':
        if (!this.#begun) await this.#onBegun();
        return;
      case 'informational':
        if (message.prompt_submit_outcome)
          this.#promptStopped = message.prompt_submit_outcome.reason || message.content;
        return;
      case 'session_writes_lost':
        this.#writesLost ||= message.lost.includes('transcript');
        return;
      case 'session_state_changed':
      case 'background_tasks_changed':
        if (this.#result) return this.#end.look();
    }
  }

  #endSession(): void {
    this.#send(endSession);
    this.#later(EXIT_MS, () => void killTree(this.#context.traces, END_GRACE_MS));
  }

  /** However long it took to start. */
  #onReady(reply: InitializeReply | undefined): void {
    const { prompt } = this.#what.session;
    this.#refused = this.#context.project.deny.length > 0 ? unheldRules(reply) : undefined;
    if (this.#refused) this.#end.end();
    else if (prompt !== undefined) this.#send(userMessage(prompt));
    else this.#later(NUDGE_MS, () => this.#begun || this.#send(userMessage('Continue.')));
    void this.#messages.send(this.#end.ended);
  }

  async #onBegun(): Promise<void> {
    this.#begun = true;
    for (const event of this.#tellSession(true)) await this.#mailbox.put(event);
  }

  *#tellSession(begun: boolean): Generator<RunEvent, RunFailure | undefined> {
    let refusal: RunFailure | undefined;
    const refuse = (failure: RunFailure) => {
      refusal = failure;
    };
    yield { type: 'session', sessionId: this.#what.session.id, begun, refuse };
    return refusal;
  }

  /** A run that goes elsewhere, or is no longer ours, keeps its turn: the next run goes on with it. */
  async #interrupt(): Promise<void> {
    const { reason } = this.#context.signal;
    if (reason !== 'cancelled' && reason !== 'timeout') return;
    this.#send(interrupt);
    const child = this.#child;
    await Promise.race([
      child?.ended,
      delay(INTERRUPT_MS, undefined, { signal: this.#timers.signal }).catch(() => {}),
    ]);
  }

  #send(message: object): void {
    const stdin = this.#child?.stdin;
    if (stdin?.writable) stdin.write(`${JSON.stringify(message)}\n`);
  }

  #later(ms: number, work: () => unknown): void {
    delay(ms, undefined, { signal: this.#timers.signal }).then(work, () => {});
  }
}
