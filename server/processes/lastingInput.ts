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

const run = promisify(execFile);

export class LastingInput {
  /** The program's end. It holds a writing end as well: so there is always one. */
  readonly end: number;
  readonly ours: Writable;

  private constructor(end: number, ours: number) {
    this.end = end;
    this.ours = new Socket({ fd: ours, readable: false, writable: true });
  }

  /** @throws if there is no room for it, or no `mkfifo` (of coreutils). */
  static async create(): Promise<LastingInput> {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-input-'));
    try {
      const path = join(folder, 'input');
      await run('mkfifo', ['-m', '600', path]);
      const end = openSync(path, constants.O_RDWR);
      return new LastingInput(end, openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The program has its end by now, or never will. */
  handedOver(): void {
    closeSync(this.end);
  }
}
