/**
 * Starts processes by posix_spawn(3): parent and child share their memory until the child executes a program. Node's own
 * `spawn` forks, for which the system copies the page tables of this process. That takes milliseconds.
 */
import { Buffer } from 'node:buffer';
import { closeSync, readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { type ChildEnd, ChildEnds } from './childEnds.ts';
import { type Libc, loadLibc, type Pipe, systemError } from './libc.ts';
import type { PipedProcess, ProcessEnd, ProcessPlan, StartedProcess, Starter } from './processPlan.ts';
import { SpawnCalls, type Streams } from './spawnCalls.ts';
import { REFUSED, startShim } from './startShim.ts';

const EINVAL = 22;
const MFD_CLOEXEC = 1;
const MFD_EXEC = 0x10;
/** Of what a refused start leaves in the pipe: the process, and why; each a number of four bytes. */
const REFUSAL_BYTES = 8;
/** What the kernel has counted of this process's memory differs a little from one look to the next. */
const CLEARLY_MORE = 1.25;
/** It can't be there. */
const NO_PROGRAM = '/dev/null/program';

export class NativeStart implements Starter {
  readonly #libc: Libc;
  readonly #calls: SpawnCalls;
  readonly #ends: ChildEnds;
  /** Its path. */
  readonly #shim: string;
  readonly #refusals: Pipe;
  /** Pid → why, of those whose end hasn't been told yet. */
  readonly #refused = new Map<number, number>();

  /** @throws why it can't be used here, for an administrator. */
  static async create(): Promise<NativeStart> {
    if (process.platform !== 'linux') throw new Error(`it needs Linux, and this is ${process.platform}`);
    const starter = new NativeStart(await loadLibc());
    starter.#tryOut();
    return starter;
  }

  private constructor(libc: Libc) {
    this.#libc = libc;
    this.#calls = new SpawnCalls(libc);
    this.#ends = new ChildEnds(libc);
    this.#shim = inMemory(libc, startShim());
    this.#refusals = libc.pipe({ blocks: false });
  }

  start(plan: ProcessPlan): PipedProcess {
    const { stdout, stderr } = openOutlets(this.#libc);
    const streams = { input: plan.input, stdout: stdout.end, stderr: stderr.end };
    try {
      return { ...this.#start(plan, streams), stdout: stdout.stream, stderr: stderr.stream };
    } catch (error) {
      for (const { stream } of [stdout, stderr]) stream.destroy();
      throw error;
    } finally {
      for (const { end } of [stdout, stderr]) closeSync(end);
    }
  }

  startInTerminal(plan: ProcessPlan, terminal: string): StartedProcess {
    return this.#start(plan, { terminal });
  }

  #start(plan: ProcessPlan, streams: Streams): StartedProcess {
    const pid = this.#spawn(plan, streams);
    return { pid, ended: this.#ended(pid) };
  }

  #spawn({ program, args, env, cwd, descriptors = [] }: ProcessPlan, streams: Streams): number {
    const report = 3 + descriptors.length;
    return this.#calls.spawn({
      path: this.#shim,
      args: [String.fromCharCode('0'.charCodeAt(0) + report), program, ...args],
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      cwd,
      streams,
      descriptors: [...descriptors, this.#refusals.write],
    });
  }

  async #ended(pid: number): Promise<ProcessEnd> {
    // The kernel counts what the child had while it shared this process's memory: that is to be told apart.
    const ownPeak = process.resourceUsage().maxRSS;
    const end = await this.#ends.whenEnded(pid);
    const refusal = this.#refusalOf(pid, end);
    if (refusal !== undefined)
      return { exitCode: null, signal: null, refused: systemError('execve', refusal) };
    const { exitCode, signal, peakKilobytes } = end;
    const isItsOwn = peakKilobytes > ownPeak * CLEARLY_MORE;
    return { exitCode, signal, peakBytes: isItsOwn ? peakKilobytes * 1024 : undefined };
  }

  #refusalOf(pid: number, { exitCode }: ChildEnd): number | undefined {
    if (exitCode !== REFUSED) return undefined;
    for (const [refused, errno] of this.#readRefusals()) this.#refused.set(refused, errno);
    const errno = this.#refused.get(pid);
    this.#refused.delete(pid);
    return errno;
  }

  *#readRefusals(): Generator<[number, number]> {
    const bytes = Buffer.alloc(REFUSAL_BYTES);
    while (hasRead(this.#refusals.read, bytes)) yield [bytes.readInt32LE(0), -bytes.readInt32LE(4)];
  }

  /** A machine may forbid what is executed from memory, or calls of this process. @throws what doesn't work. */
  #tryOut(): void {
    const { write } = this.#refusals;
    const nothing = { program: NO_PROGRAM, args: [], cwd: '/', env: {} };
    const pid = this.#spawn(nothing, { input: undefined, stdout: write, stderr: write });
    const end = this.#ends.waitFor(pid);
    if (this.#refusalOf(pid, end) === undefined)
      throw new Error(`a first process ended with ${end.signal ?? end.exitCode} instead of a refusal`);
  }
}

interface Outlet {
  stream: Socket;
  /** The other process's. */
  end: number;
}

function openOutlets(libc: Libc): { stdout: Outlet; stderr: Outlet } {
  const stdout = openOutlet(libc);
  try {
    return { stdout, stderr: openOutlet(libc) };
  } catch (error) {
    stdout.stream.destroy();
    closeSync(stdout.end);
    throw error;
  }
}

function openOutlet(libc: Libc): Outlet {
  const { read, write } = libc.pipe();
  return { stream: new Socket({ fd: read, readable: true, writable: false }), end: write };
}

/** @returns the path of an executable file that lasts as long as this process. @throws what the system says. */
function inMemory({ func, errno }: Libc, file: Buffer): string {
  const create: (name: string, flags: number) => number = func(
    'int memfd_create(const char *name, unsigned int flags)',
  );
  let descriptor = create('switchyard-start', MFD_CLOEXEC | MFD_EXEC);
  // Before Linux 6.3 there is no such flag, and every file in memory may be executed.
  if (descriptor < 0 && errno() === EINVAL) descriptor = create('switchyard-start', MFD_CLOEXEC);
  if (descriptor < 0) throw systemError('memfd_create', errno());
  writeSync(descriptor, file);
  // Of this process, by its pid: in the child the descriptor is closed by then.
  return `/proc/${process.pid}/fd/${descriptor}`;
}

/** Whether there was something to read in a pipe that doesn't block. */
function hasRead(pipe: number, bytes: Buffer): boolean {
  try {
    return readSync(pipe, bytes) === bytes.length;
  } catch {
    return false;
  }
}
