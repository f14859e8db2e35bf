/** Terminals for programs that are talked to: a pair of ends, one for the program and one for us. */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { ReadStream } from 'node:tty';

const TERMINAL_COLUMNS = 120;
const TERMINAL_ROWS = 30;
export const TERMINAL_TYPE = 'xterm-256color';

const WRITE_AGAIN_MS = 50;

interface Native {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}

/** What our ends are hidden behind from programs that are started meanwhile: they would inherit them. */
const ourEnds = new Set<number>();
let nothing: number | undefined;

/** The machine or the installation has no terminals to give. */
export class NoTerminalError extends Error {}

export class Terminal {
  /** Of the program's end. */
  readonly path: string;
  /** What the program writes; and its echo of what is typed. */
  readonly output: ReadStream;
  readonly #end: number;
  readonly #ours: number;
  #typing: Promise<void> = Promise.resolve();

  /** @throws {NoTerminalError} */
  constructor() {
    const { master, slave, pty } = openPair();
    closeSync(slave);
    this.path = pty;
    // Opened anew: what the library has opened doesn't block, and no program expects that of its terminal.
    this.#end = openSync(pty, constants.O_RDWR | constants.O_NOCTTY);
    this.#ours = master;
    ourEnds.add(master);
    this.output = new ReadStream(master);
    this.output.once('close', () => ourEnds.delete(master));
  }

  /** For `spawn`: its end as all three streams. */
  get stdio(): ('ignore' | number)[] {
    return sealedStdio([this.#end, this.#end, this.#end]);
  }

  /** The program has its end by now, or never will: so the output ends with the last process that has it. */
  handedOver(): void {
    closeSync(this.#end);
  }

  /** As if typed on a keyboard, in order, as fast as it is taken. */
  type(text: string): Promise<void> {
    this.#typing = this.#typing.then(() => this.#write(Buffer.from(text)));
    return this.#typing;
  }

  async #write(bytes: Buffer): Promise<void> {
    let left = bytes;
    while (left.length > 0 && !this.output.destroyed) {
      try {
        left = left.subarray(writeSync(this.#ours, left));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
        await delay(WRITE_AGAIN_MS);
      }
    }
  }
}

/** Streams for `spawn`, such that the child sees none of our ends of terminals. */
export function sealedStdio<T>(streams: readonly T[]): (T | 'ignore' | number)[] {
  const sealed: (T | 'ignore' | number)[] = [...streams];
  for (const end of ourEnds) {
    while (sealed.length < end) sealed.push('ignore');
    nothing ??= openSync('/dev/null', 'r');
    sealed[end] = nothing;
  }
  return sealed;
}

function openPair(): ReturnType<Native['open']> {
  try {
    // Of the library only what opens a terminal: programs are started as all others are.
    const { requireBinary } = createRequire(import.meta.url)('@lydell/node-pty/requireBinary.js') as {
      requireBinary(file: string): Native;
    };
    return requireBinary('pty.node').open(TERMINAL_COLUMNS, TERMINAL_ROWS);
  } catch (error) {
    throw new NoTerminalError((error as Error).message.split('\n')[0], { cause: error });
  }
}
