/** Ends a conversation when nothing of it goes on any more; commands in the background alone get a short grace. */
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenWork } from './openWork.ts';

/** What the CLI itself gives a command that goes on alone when all other work is done. */
const COMMAND_GRACE_MS = 5000;
/** A command in the background has ended: so long may the CLI need to begin the turn that takes note of it. */
const TURN_BEGINS_MS = 1000;

interface Deps {
  work: OpenWork;
  /** Whether the run is being ended: then nothing is waited for. */
  isOver: () => boolean;
  note: (text: string) => Promise<void>;
  /** Called once. */
  end: () => void;
}

export class EndWhenDone {
  readonly #deps: Deps;
  readonly #ended = new AbortController();
  #grace: AbortController | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Aborted from when the conversation is being ended: nothing may be sent to it any more. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Something may have come to its end. */
  async look(): Promise<void> {
    const { work, isOver, note } = this.#deps;
    if (!work.isIdle) return this.stopGrace();
    const { commands } = work;
    if (isOver() || (commands.length === 0 && !this.#grace)) return this.end();
    if (commands.length === 0) return this.#endIn(TURN_BEGINS_MS);
    if (this.#grace) return;
    this.#endIn(COMMAND_GRACE_MS);
    const names = commands.map(({ description }) => description).join(', ');
    await note(
      `done but for what runs in the background, which gets ${COMMAND_GRACE_MS / 1000} s more: ${names}`,
    );
  }

  stopGrace(): void {
    this.#grace?.abort();
    this.#grace = undefined;
  }

  end(): void {
    this.stopGrace();
    if (this.ended.aborted) return;
    this.#ended.abort();
    this.#deps.end();
  }

  #endIn(ms: number): void {
    this.stopGrace();
    const grace = new AbortController();
    this.#grace = grace;
    delay(ms, undefined, { signal: grace.signal }).then(
      () => this.end(),
      () => {},
    );
  }
}
