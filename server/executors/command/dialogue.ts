/** Sees when a program on a terminal waits for a person, asks, and types the answer. */
import { findTree } from '../../processes/processTree.ts';
import type { Terminal } from '../../processes/terminal.ts';
import { terminalMode, waitingForTerminal } from '../../processes/terminalReader.ts';
import type { ConfirmationReply, RunContext, RunEvent } from '../executor.ts';
import { type Prompt, plainText, readPrompt } from './promptPatterns.ts';

export type PromptEvent = Extract<RunEvent, { type: 'confirmation_required' }>;

/** After so much silence it may be a prompt. */
const QUIET_MS = 300;
/** A program may wait without a word. */
const LOOK_EVERY_MS = 1000;
const TAIL_CHARS = 4096;
const DETAIL_CHARS = 2000;
const TITLE_CHARS = 200;
const ENTER = '\r';
const INTERRUPT = '\x03';
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys such as Enter and Ctrl-C
const ENDS_WITH_KEY = /[\x00-\x1f\x7f]$/;

type DialogueContext = Pick<RunContext, 'traces' | 'input' | 'delivered' | 'signal' | 'mask'>;

interface Asked {
  line: string;
  withdrawal: AbortController;
}

export class Dialogue {
  readonly #terminal: Terminal;
  readonly #context: DialogueContext;
  readonly #ask: (event: PromptEvent) => void;
  readonly #decoder = new TextDecoder();
  #tail = '';
  /** Rises with all that is printed or typed. */
  #moves = 0;
  #asked: Asked | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(terminal: Terminal, context: DialogueContext, ask: (event: PromptEvent) => void) {
    this.#terminal = terminal;
    this.#context = context;
    this.#ask = ask;
    this.#lookIn(LOOK_EVERY_MS);
    void this.#takeInput();
  }

  printed(chunk: Uint8Array): void {
    this.#tail = (this.#tail + this.#decoder.decode(chunk, { stream: true })).slice(-TAIL_CHARS);
    this.#moves++;
    this.#lookIn(QUIET_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#withdraw();
  }

  #lookIn(ms: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    const moves = this.#moves;
    const line = this.#lastLine();
    const tree = findTree(this.#context.traces());
    // While it is stopped, nothing can be told, and nothing changes.
    if (!tree.some(({ state }) => state === 'T')) {
      const waiting = waitingForTerminal(
        tree.map(({ pid }) => pid),
        this.#terminal.path,
      );
      if (this.#asked && (!waiting || this.#asked.line !== line)) this.#withdraw();
      const prompt = readPrompt(line);
      if (waiting && !this.#asked && (prompt || waiting === 'read')) await this.#found(line, prompt, moves);
    }
    if (moves === this.#moves) this.#lookIn(LOOK_EVERY_MS);
  }

  async #found(line: string, prompt: Prompt = {}, moves: number): Promise<void> {
    const mode = await terminalMode(this.#terminal.path);
    if (this.#closed || moves !== this.#moves || this.#context.signal.aborted) return;
    // Who reads key by key echoes by itself; then only the words can tell.
    const secret = prompt.secret === true || (mode !== undefined && !mode.echo && mode.byLine);
    const asked: Asked = { line, withdrawal: new AbortController() };
    this.#asked = asked;
    this.#ask({
      type: 'confirmation_required',
      request: {
        kind: 'prompt',
        title:
          this.#context.mask.text(line.trim()).slice(-TITLE_CHARS) ||
          'The program waits for something to be typed',
        detail: this.#detail(),
        tool: 'terminal',
        input: { prompt: line.trim() },
        ...(prompt.options ? { options: prompt.options } : {}),
        ...(prompt.default === undefined ? {} : { default: prompt.default }),
        ...(secret ? { secret } : {}),
        withdrawn: asked.withdrawal.signal,
      },
      reply: (reply) => this.#answer(asked, prompt, reply),
    });
  }

  /** Without the line that was cut: of a secret that begins before it, nobody would know the rest. */
  #detail(): string {
    const cut = this.#tail.length < TAIL_CHARS ? 0 : this.#tail.indexOf('\n') + 1;
    return this.#context.mask.text(plainText(this.#tail.slice(cut)).trim()).slice(-DETAIL_CHARS);
  }

  #answer(asked: Asked, prompt: Prompt, { decision, text }: ConfirmationReply): void {
    // The program has moved on: what was meant for one question must not answer another.
    if (this.#asked !== asked || this.#lastLine() !== asked.line) return;
    this.#asked = undefined;
    if (decision === 'allow') {
      this.#type(`${text ?? prompt.default ?? ''}${ENTER}`);
      return;
    }
    const no = prompt.options?.find((option) => option.startsWith('n'));
    this.#type(no === undefined ? INTERRUPT : `${no}${ENTER}`);
  }

  async #takeInput(): Promise<void> {
    const { input, signal } = this.#context;
    for (let sent = await input.take(signal); sent && !this.#closed; sent = await input.take(signal)) {
      const { id, text } = sent;
      this.#withdraw();
      const keys = text.replaceAll('\r\n', ENTER).replaceAll('\n', ENTER);
      this.#type(ENDS_WITH_KEY.test(keys) ? keys : `${keys}${ENTER}`);
      this.#context.delivered(id);
    }
  }

  #type(keys: string): void {
    this.#tail = '';
    this.#moves++;
    void this.#terminal.type(keys).catch(() => {});
    this.#lookIn(LOOK_EVERY_MS);
  }

  #withdraw(): void {
    this.#asked?.withdrawal.abort();
    this.#asked = undefined;
  }

  #lastLine(): string {
    return plainText(this.#tail).split('\n').at(-1) ?? '';
  }
}
