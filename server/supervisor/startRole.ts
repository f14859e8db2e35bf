import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, spawnChild, stopChild } from '../embedded/childProcess.ts';
import type { Running } from './keepRunning.ts';
import { lastWords } from './lastWords.ts';
import type { RoleLog } from './roleLog.ts';
import { type RoleMessage, roleMessageSchema } from './roleMessage.ts';

export interface RoleStart {
  /** The module that the process runs. */
  script: string;
  env: NodeJS.ProcessEnv;
  log: RoleLog;
  onMessage(message: RoleMessage): void;
}

export interface RoleProcess extends Running {
  /** True once it said that it works. */
  readonly wasReady: () => boolean;
  /** The last lines that it wrote to standard error, else to standard output. */
  readonly lastWords: () => string;
}

const keptBytes = 8_192;
/** A process's own children may hold its output open after its end. */
const closeTimeoutMs = 300;

/**
 * Starts a role process and answers at once; that it works it says itself. It isn't ended with this
 * process by the system: it notices that the IPC channel closed, and
 * ends at once; a worker's guard then ends what it ran.
 */
export async function startRole({ script, env, log, onMessage }: RoleStart): Promise<RoleProcess> {
  const child = await spawnChild(process.execPath, [...process.execArgv, script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    endWithParent: false,
  });
  const allIsRead = whenAllIsRead(child);
  const [, stdout, stderr] = child.process.stdio;
  const output = keepTail(stdout as Readable, log);
  const errors = keepTail(stderr as Readable, log);
  let ready = false;
  child.process.on('message', (raw) => {
    const message = roleMessageSchema.safeParse(raw);
    if (!message.success) return;
    if (message.data.type === 'ready') ready = true;
    onMessage(message.data);
  });
  return {
    pid: child.pid,
    identity: child.identity,
    exited: allIsRead.then(() => child.exited),
    stop: (deadlineMs, hurry) => stopChild(child, deadlineMs, hurry),
    wasReady: () => ready,
    lastWords: () => errors() || output(),
  };
}

/** Settles when all that a process said has been read, which may be after its end is known. */
function whenAllIsRead({ process: speaker, exited }: Child): Promise<unknown> {
  const closed = new Promise<void>((resolve) => speaker.once('close', () => resolve()));
  const disconnected = new Promise<void>((resolve) => speaker.once('disconnect', () => resolve()));
  return exited.then(() =>
    Promise.race([Promise.all([closed, disconnected]), delay(closeTimeoutMs, undefined, { ref: false })]),
  );
}

/** Hands everything on to the log and answers a function that shows the end of it to a person. */
function keepTail(stream: Readable, log: RoleLog): () => string {
  let tail = '';
  stream.on('data', (chunk: Buffer) => {
    log.write(chunk);
    tail = (tail + chunk.toString('utf8')).slice(-keptBytes);
  });
  return () => lastWords(tail);
}
