/** Terminals for programs that are talked to: a pair of ends, one for the program and one for us. */
import { Buffer } from 'node:buffer';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ReadStream } from 'node:tty';
import { type Libc, loadLibc, systemError } from './libc.ts';

const TERMINAL_COLUMNS = 120;
const TERMINAL_ROWS = 30;
export const TERMINAL_TYPE = 'xterm-256color';

const WRITE_AGAIN_MS = 50;

/** See ioctl_tty(2). */
const TIOCSWINSZ = 0x5414;
const PATH_BYTES = 64;

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
  static async open(): Promise<Terminal> {
    try {
      return new Terminal(await loadLibc());
    } catch (error) {
      throw new NoTerminalError(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  private constructor(libc: Libc) {
    const calls = terminalCalls(libc);
    this.#ours = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
    try {
      calls.unlock(this.#ours);
      calls.resize(this.#ours);
      this.path = calls.pathOf(this.#ours);
      // As long as nobody has its end, we would read that it is over.
      this.#end = openSync(this.path, constants.O_RDWR | constants.O_NOCTTY);
    } catch (error) {
      closeSync(this.#ours);
      throw error;
    }
    this.output = new ReadStream(this.#ours);
  }

  /** The program has opened its end by now, or never will: so the output ends with the last process that has it. */
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

/** The calls on a terminal that Node doesn't have. Each throws what the system says. */
function terminalCalls({ func, errno }: Libc) {
  const unlockpt: (terminal: number) => number = func('int unlockpt(int terminal)');
  const ptsname: (terminal: number, path: Buffer, size: number) => number = func(
    'int ptsname_r(int terminal, void *path, size_t size)',
  );
  const ioctl: (terminal: number, request: number, type: string, value: Buffer) => number = func(
    'int ioctl(int terminal, unsigned long request, ...)',
  );
  return {
    unlock(terminal: number): void {
      if (unlockpt(terminal) !== 0) throw systemError('unlockpt', errno());
    },
    resize(terminal: number): void {
      const size = Buffer.from(Uint16Array.of(TERMINAL_ROWS, TERMINAL_COLUMNS, 0, 0).buffer);
      if (ioctl(terminal, TIOCSWINSZ, 'void *', size) !== 0) throw systemError('ioctl', errno());
    },
    pathOf(terminal: number): string {
      const path = Buffer.alloc(PATH_BYTES);
      if (ptsname(terminal, path, path.length) !== 0) throw systemError('ptsname_r', errno());
      return path.toString('utf8', 0, path.indexOf(0));
    },
  };
}
