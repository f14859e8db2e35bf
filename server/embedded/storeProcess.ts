import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, type Exit, spawnChild, stopChild } from './childProcess.ts';
import { StartError } from './startError.ts';
import type { StoreBinary } from './storeBinaries.ts';

/** A Redis or database server that runs and answers. */
export interface StoreProcess extends Child {
  /** Its unix socket. */
  readonly socket: string;
  /** SIGTERM, and SIGKILL after `deadlineMs`. */
  stop(deadlineMs: number): Promise<Exit>;
}

export interface StoreStart {
  /** For messages. */
  label: string;
  binary: StoreBinary;
  args: string[];
  cwd: string;
  socket: string;
  logFile: string;
  /** True once the server answers on its socket; must not throw. */
  answers: (socket: string) => Promise<boolean>;
  signal?: AbortSignal;
}

/** Long, because after a crash a large database first replays its log. */
const readyTimeoutMs = 120_000;
const probeIntervalMs = 15;
/** The log is put aside at a start when it is larger; one older file is kept. */
const maxLogBytes = 5_000_000;
const shownLogLines = 15;

/**
 * Starts a store's server and waits until it answers. It ends when this thread ends.
 * @throws StartError with the last lines of its log when it ends or doesn't answer in time.
 */
export async function startStoreProcess(start: StoreStart): Promise<StoreProcess> {
  const logStart = await prepareLog(start.logFile);
  const child = await spawnServer(start);
  try {
    await waitUntilReady(child, start);
  } catch (error) {
    await stopChild(child, 2_000);
    start.signal?.throwIfAborted();
    const tail = await readTail(start.logFile, logStart);
    throw new StartError(`${start.label} ${(error as Error).message}; ${start.logFile} says:\n${tail}`);
  }
  return { ...child, socket: start.socket, stop: (deadlineMs) => stopChild(child, deadlineMs) };
}

async function spawnServer({ binary, args, cwd, logFile }: StoreStart): Promise<Child> {
  const log = await open(logFile, 'a', 0o600);
  try {
    return await spawnChild(binary.file, [...(binary.leadingArgs ?? []), ...args], {
      cwd,
      env: { ...process.env, ...binary.env },
      stdio: ['ignore', log.fd, log.fd],
      endWithParent: true,
    });
  } finally {
    await log.close();
  }
}

async function waitUntilReady(child: Child, { socket, answers, signal }: StoreStart): Promise<void> {
  const deadline = performance.now() + readyTimeoutMs;
  const ended = child.exited.then(({ code, signal: killedBy }) => {
    throw new Error(`ended at its start with ${code ?? killedBy}`);
  });
  ended.catch(() => {}); // It ends one day, long after this wait.
  while (!(await Promise.race([answers(socket), ended]))) {
    signal?.throwIfAborted();
    if (performance.now() > deadline) throw new Error(`didn't answer within ${readyTimeoutMs / 1000} s`);
    await delay(probeIntervalMs);
  }
}

/** Answers where in the log file this start's lines begin. */
async function prepareLog(logFile: string): Promise<number> {
  await mkdir(dirname(logFile), { recursive: true });
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= maxLogBytes) return size;
  await rename(logFile, `${logFile}.1`);
  return 0;
}

async function readTail(logFile: string, from: number): Promise<string> {
  const log = await open(logFile, 'r');
  try {
    const { size } = await log.stat();
    const { buffer } = await log.read({ buffer: Buffer.alloc(Math.max(0, size - from)), position: from });
    return buffer.toString('utf8').trim().split('\n').slice(-shownLogLines).join('\n');
  } finally {
    await log.close();
  }
}
