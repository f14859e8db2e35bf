/**
 * An input that doesn't end when whoever writes it dies. A program that takes the end of its input for a word, such as
 * a refusal, would act on it in the moment before it is ended, too.
 */
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { type Libc, loadLibc } from './libc.ts';

const run = promisify(execFile);

export class LastingInput {
  /** The program's end. It holds a writing end as well: so there is always one. */
  readonly end: number;
  readonly ours: Writable;

  private constructor(path: string) {
    this.end = openSync(path, constants.O_RDWR);
    try {
      const ours = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      this.ours = new Socket({ fd: ours, readable: false, writable: true });
    } catch (error) {
      closeSync(this.end);
      throw error;
    }
  }

  /** @throws if there is no room for it; without a usable C library, if there is no `mkfifo` (of coreutils). */
  static async create(): Promise<LastingInput> {
    const libc = await loadLibc().catch(() => undefined);
    return libc ? LastingInput.#ofPipe(libc) : LastingInput.#ofFile();
  }

  /** A pipe has a path in /proc, under which it can be opened for both directions. */
  static #ofPipe(libc: Libc): LastingInput {
    const { read, write } = libc.pipe();
    try {
      return new LastingInput(`/proc/self/fd/${read}`);
    } finally {
      closeSync(read);
      closeSync(write);
    }
  }

  static async #ofFile(): Promise<LastingInput> {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-input-'));
    try {
      const path = join(folder, 'input');
      await run('mkfifo', ['-m', '600', path]);
      return new LastingInput(path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The program has its end by now, or never will. */
  handedOver(): void {
    closeSync(this.end);
  }
}
