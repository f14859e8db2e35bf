/** How processes end that were started past Node, which knows nothing of them. */
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import type { Libc } from './libc.ts';

const WNOHANG = 1;
/** Of `struct rusage` on 64 bits, and of its `ru_maxrss`, which is in kilobytes. */
const USAGE_BYTES = 144;
const PEAK_AT = 32;
/** A signal may get lost where thousands come at once. */
const LOOK_AGAIN_MS = 1000;

export interface ChildEnd {
  exitCode: number | null;
  signal: string | null;
  /** As the kernel counts it: that of the process that started it, too. */
  peakKilobytes: number;
}

type Wait = (pid: number, status: Buffer, options: number, usage: Buffer) => number;

/** Each of several names of a signal is behind the one that Node uses. */
const signalNames = new Map(
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

export class ChildEnds {
  readonly #wait: Wait;
  readonly #live = new Map<number, (end: ChildEnd) => void>();
  readonly #status = Buffer.alloc(4);
  readonly #usage = Buffer.alloc(USAGE_BYTES);
  #timer: NodeJS.Timeout | undefined;

  constructor({ func }: Pick<Libc, 'func'>) {
    this.#wait = func('int wait4(int pid, void *status, int options, void *usage)');
    process.on('SIGCHLD', () => this.#look());
  }

  /** Call it in the turn in which the process was made. It keeps this process from ending before. */
  whenEnded(pid: number): Promise<ChildEnd> {
    this.#timer ??= setInterval(() => this.#look(), LOOK_AGAIN_MS);
    return new Promise((resolve) => this.#live.set(pid, resolve));
  }

  /** Waits for it here and now. */
  waitFor(pid: number): ChildEnd {
    // A signal may come in between.
    while (this.#wait(pid, this.#status, 0, this.#usage) !== pid);
    return this.#end();
  }

  /** One by one: whoever waits for any child would take those of Node, too. */
  #look(): void {
    for (const [pid, resolve] of this.#live) {
      const ended = this.#wait(pid, this.#status, WNOHANG, this.#usage);
      if (ended === 0) continue;
      this.#live.delete(pid);
      resolve(ended === pid ? this.#end() : unknownEnd);
    }
    if (this.#live.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** See wait(2) for the status. */
  #end(): ChildEnd {
    const status = this.#status.readInt32LE();
    const signal = status & 0x7f;
    return {
      exitCode: signal === 0 ? (status >> 8) & 0xff : null,
      signal: signal === 0 ? null : (signalNames.get(signal) ?? `SIG${signal}`),
      peakKilobytes: Number(this.#usage.readBigInt64LE(PEAK_AT)),
    };
  }
}

/** Somebody else has waited for it. */
const unknownEnd: ChildEnd = { exitCode: null, signal: null, peakKilobytes: 0 };
