/** Reads what a process of the CLI prints: into the log, the progress and the account, and for whoever talks to it. */
import { LineSplitter } from '../../logs/lineSplitter.ts';
import { mergedOutput } from '../command/mergedOutput.ts';
import type { FedProgram } from '../command/spawnProgram.ts';
import type { RunContext, RunEvent } from '../executor.ts';
import { AccountReader } from './accountReader.ts';
import { type CliMessage, isHeartbeat, isPartOfMessage, parseCliLine } from './cliMessages.ts';
import { CliProgress } from './cliProgress.ts';
import { type Said, Transcript } from './transcript/transcript.ts';
import { wholeLines } from './wholeLines.ts';

const PART_EVERY_MS = 2000;

interface Deps {
  context: Pick<RunContext, 'mask' | 'heard'>;
  put: (event: RunEvent) => Promise<void>;
  /** The next message is read when this has resolved. */
  onMessage: (message: CliMessage) => Promise<void>;
}

export class CliReader {
  readonly account = new AccountReader();
  readonly #deps: Deps;
  readonly #transcript: Transcript;
  readonly #progress: CliProgress;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#transcript = new Transcript(deps.context.mask);
    this.#progress = new CliProgress(deps.context.mask);
  }

  /** Resolves when both outputs have ended. */
  async read(child: FedProgram): Promise<void> {
    const parts = setInterval(() => void this.#log(this.#transcript.part()), PART_EVERY_MS);
    try {
      await Promise.all([this.#readMessages(child), this.#readErrors(child)]);
    } finally {
      clearInterval(parts);
    }
  }

  /** A line of ours in the log. */
  note(text: string): Promise<void> {
    return this.#log([{ stream: 'system', text: this.#deps.context.mask.text(text) }]);
  }

  async #readErrors({ stderr }: FedProgram): Promise<void> {
    const { context, put } = this.#deps;
    for await (const event of mergedOutput({ stderr }, context.mask, context.heard)) await put(event);
  }

  async #readMessages({ stdout }: FedProgram): Promise<void> {
    const { context, put, onMessage } = this.#deps;
    for await (const line of wholeLines(stdout)) {
      const message = parseCliLine(line);
      if (isHeartbeat(message)) continue;
      // Parts of messages, too, of which nothing is shown: thoughts, or a tool's long input.
      context.heard();
      if (message === undefined) await this.#log([{ stream: 'stdout', text: line }]);
      else if (!isPartOfMessage(line)) await put({ type: 'raw', line });
      if (!message) continue;
      await this.#tell(message);
      await onMessage(message);
    }
  }

  async #tell(message: CliMessage): Promise<void> {
    const { context, put } = this.#deps;
    await this.#log(this.#transcript.read(context.mask.value(message)));
    const progress = this.#progress.read(message);
    if (progress) await put({ type: 'progress', progress });
    const report = this.account.read(message);
    if (report) await put({ type: 'account', report });
  }

  async #log(said: readonly Said[]): Promise<void> {
    for (const { stream, text } of said) {
      const lines = new LineSplitter(this.#deps.context.mask).push(Buffer.from(`${text}\n`));
      if (lines) await this.#deps.put({ type: 'output', stream, lines });
    }
  }
}
