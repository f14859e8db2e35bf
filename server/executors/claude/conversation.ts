/** One process of the Claude CLI, from its start to its result. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ClaudeContext } from '#shared/claudeContext.ts';
import { LineSplitter } from '../../logs/lineSplitter.ts';
import { killTree } from '../../processes/processTree.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import { END_GRACE_MS, Ending } from '../command/ending.ts';
import { mergedOutput } from '../command/mergedOutput.ts';
import { notStarted } from '../command/runCommand.ts';
import { type FedProgram, spawnFedProgram } from '../command/spawnProgram.ts';
import type { RunContext, RunEvent } from '../executor.ts';
import { failedEvent } from '../failedEvent.ts';
import { Mailbox } from '../mailbox.ts';
import { isDeadSession } from './claudeOutcome.ts';
import {
  type CliMessage,
  type CliResult,
  isHeartbeat,
  isPartOfMessage,
  parseCliLine,
} from './cliMessages.ts';
import { CliProgress } from './cliProgress.ts';
import {
  claudeArguments,
  claudeEnvironment,
  endSession,
  initialize,
  interrupt,
  userMessage,
} from './commandLine.ts';
import { lastEvent } from './lastEvent.ts';
import type { SessionPlan } from './sessionPlan.ts';
import { ToolRequests } from './toolRequests.ts';
import { type Said, Transcript } from './transcript/transcript.ts';
import { wholeLines } from './wholeLines.ts';

/** How long the CLI gets to end its turn when it is told to, before signals follow. */
const INTERRUPT_MS = 3000;
/** With its turn over it ends within 50 ms of being told. */
const EXIT_MS = 10_000;
/** A conversation whose last turn was not interrupted has nothing to go on with, and waits: it is told to. */
const NUDGE_MS = 5000;
const PART_EVERY_MS = 2000;

interface What {
  program: string;
  cwd: string;
  wanted: ClaudeContext;
  session: SessionPlan;
  /** Dollars. */
  budget: number | undefined;
}

export class Conversation {
  readonly #context: RunContext;
  readonly #what: What;
  readonly #mailbox = new Mailbox<RunEvent>();
  readonly #transcript: Transcript;
  readonly #requests: ToolRequests;
  readonly #progress: CliProgress;
  readonly #timers = new AbortController();
  #child: FedProgram | undefined;
  #result: CliResult | undefined;
  #limitResetsAt: number | undefined;
  #begun = false;

  constructor(context: RunContext, what: What) {
    this.#context = context;
    this.#transcript = new Transcript(context.mask);
    this.#progress = new CliProgress(context.mask);
    this.#requests = new ToolRequests({
      mask: context.mask,
      put: (event) => this.#mailbox.put(event),
      send: (message) => this.#send(message),
      isOver: () => context.signal.aborted,
    });
    this.#what = what;
  }

  /**
   * @param first no process of this run was started yet.
   * @returns whether the CLI had no such conversation and did nothing; then there is no last event.
   */
  async *run(first: boolean): AsyncGenerator<RunEvent, boolean> {
    const { session } = this.#what;
    const refusal = yield* this.#tellSession(false);
    if (refusal) yield failedEvent(refusal);
    if (refusal || this.#context.signal.aborted) return false;
    const started = await this.#start();
    if ('failure' in started) {
      yield failedEvent(started.failure);
      return false;
    }
    const { child } = started;
    const ending = new Ending(child, this.#context, () => this.#interrupt());
    let over = false;
    try {
      if (first) yield { type: 'started', pid: child.pid as number };
      this.#say();
      void this.#listen(child);
      yield* this.#mailbox.events();
      const { exitCode, endSignal: signal, byItself } = await ending.ended;
      over = true;
      if (byItself) this.#requests.withdrawAll();
      if (byItself && isDeadSession(this.#result) && session.resume && session.prompt === undefined)
        return true;
      yield lastEvent({ exitCode, signal, byItself }, this.#result, this.#limitResetsAt);
      return false;
    } finally {
      this.#timers.abort();
      ending.stopListening();
      if (!over) await killTree(this.#context.traces, END_GRACE_MS);
    }
  }

  async #start(): Promise<{ child: FedProgram } | { failure: RunFailure }> {
    const { program, cwd, wanted, session, budget } = this.#what;
    const { project } = this.#context;
    const env = claudeEnvironment(this.#context.env, session);
    try {
      this.#child = await spawnFedProgram(
        program,
        claudeArguments(wanted, session, budget, project.deny.length > 0),
        { cwd, env },
      );
    } catch (error) {
      return { failure: notStarted(program, error) };
    }
    // It may be gone before all is written; its end is told otherwise.
    this.#child.stdin.on('error', () => {});
    return { child: this.#child };
  }

  #say(): void {
    const { session } = this.#what;
    this.#send(initialize);
    if (session.prompt !== undefined) this.#send(userMessage(session.prompt));
  }

  /** Everything that it prints, until both outputs have ended. */
  async #listen(child: FedProgram): Promise<void> {
    const parts = setInterval(() => void this.#log(this.#transcript.part()), PART_EVERY_MS);
    const reading = Promise.all([this.#readMessages(child), this.#readErrors(child)]);
    // After a failure nobody reads what it prints any more: it would wait for ever.
    await reading.then(
      () => this.#mailbox.end(),
      (error) => this.#mailbox.fail(error),
    );
    clearInterval(parts);
  }

  async #readErrors({ stderr }: FedProgram): Promise<void> {
    const { mask, heard } = this.#context;
    for await (const event of mergedOutput({ stderr }, mask, heard)) await this.#mailbox.put(event);
  }

  async #readMessages({ stdout }: FedProgram): Promise<void> {
    for await (const line of wholeLines(stdout)) {
      const message = parseCliLine(line);
      if (isHeartbeat(message)) continue;
      // Parts of messages, too, of which nothing is shown: thoughts, or a tool's long input.
      this.#context.heard();
      if (message === undefined) await this.#log([{ stream: 'stdout', text: line }]);
      else if (!isPartOfMessage(line)) await this.#mailbox.put({ type: 'raw', line });
      if (!message) continue;
      await this.#log(this.#transcript.read(this.#context.mask.value(message)));
      const progress = this.#progress.read(message);
      if (progress) await this.#mailbox.put({ type: 'progress', progress });
      await this.#on(message);
    }
  }

  async #on(message: CliMessage): Promise<void> {
    switch (message.type) {
      case 'system':
        if (message.subtype === 'init' && !this.#begun) await this.#onBegun();
        return;
      case 'control_request':
        return this.#requests.on(message);
      case 'control_response':
        if (message.response.request_id === initialize.request_id) this.#onReady();
        return;
      case 'control_cancel_request':
        return this.#requests.withdraw(message.request_id);
      case 'rate_limit_event':
        if (message.rate_limit_info.status === 'rejected') {
          this.#limitResetsAt = message.rate_limit_info.resetsAt ?? undefined;
        }
        return;
      case 'result':
        this.#result = message;
        // One prompt a run.
        this.#send(endSession);
        this.#later(EXIT_MS, () => void killTree(this.#context.traces, END_GRACE_MS));
    }
  }

  /** However long it took to start. */
  #onReady(): void {
    if (this.#what.session.prompt !== undefined) return;
    this.#later(NUDGE_MS, () => this.#begun || this.#send(userMessage('Continue.')));
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
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    await Promise.race([
      gone,
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

  async #log(said: readonly Said[]): Promise<void> {
    for (const { stream, text } of said) {
      const lines = new LineSplitter(this.#context.mask).push(Buffer.from(`${text}\n`));
      if (lines) await this.#mailbox.put({ type: 'output', stream, lines });
    }
  }
}
