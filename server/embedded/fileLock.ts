import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isSameProcess, processIdentity } from '../processes/processIdentity.ts';

/** What a lock file says about its holder. */
export interface LockHolder {
  pid: number;
  /** See `processIdentity`; tells a reused pid from the holder. */
  identity: string;
  /** ISO 8601. */
  since: string;
  url?: string;
}

export interface FileLock {
  /** Adds where the holder can be reached to what others read about it. */
  setUrl(url: string): Promise<void>;
  /** Removes the lock file. Further calls do nothing. */
  release(): Promise<void>;
}

/** A living process holds the lock. */
export class LockHeldError extends Error {
  readonly holder: LockHolder;

  constructor(path: string, holder: LockHolder) {
    super(`${path} is held by process ${holder.pid} since ${holder.since}`);
    this.name = 'LockHeldError';
    this.holder = holder;
  }
}

/** Pause between two looks at a lock that someone holds. */
const retryMs = 50;

/**
 * Takes the lock file `path` for this process, waiting up to `waitMs` (0: not at all) for a living
 * holder. The lock of a process that ended is taken over.
 * @throws LockHeldError when a living process, this one included, keeps it.
 */
export async function acquireFileLock(path: string, { waitMs = 0 } = {}): Promise<FileLock> {
  const deadline = performance.now() + waitMs;
  const mine = describeSelf();
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(mine));
  try {
    for (;;) {
      const outcome = await tryToTake(draft, path);
      if (outcome === 'taken') return heldLock(path, mine);
      if (outcome === 'changed') continue;
      if (performance.now() >= deadline) throw new LockHeldError(path, outcome);
      await delay(retryMs);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** `changed`: the lock changed hands between two looks, so look again; else its living holder. */
type Outcome = 'taken' | 'changed' | LockHolder;

async function tryToTake(draft: string, path: string): Promise<Outcome> {
  if (await tryLink(draft, path)) return 'taken';
  const holder = await readHolder(path);
  if (holder === 'absent') return 'changed';
  return isAlive(holder) ? holder : takeOver(draft, path);
}

/**
 * Puts our lock in the place of a dead one. Two that found the same dead lock must not both replace
 * it, so only the holder of the guard (a lock of the same kind, with the same rule for its own death)
 * replaces, and looks once more before it does.
 */
async function takeOver(draft: string, path: string): Promise<Outcome> {
  let guard: FileLock;
  try {
    guard = await acquireFileLock(`${path}.takeover`, { waitMs: 2_000 });
  } catch (error) {
    if (error instanceof LockHeldError) return 'changed';
    throw error;
  }
  try {
    const holder = await readHolder(path);
    if (holder === 'absent') return 'changed';
    if (isAlive(holder)) return holder;
    await rename(draft, path);
    return 'taken';
  } finally {
    await guard.release();
  }
}

function heldLock(path: string, mine: LockHolder): FileLock {
  let released = false;
  return {
    async setUrl(url) {
      // Nobody but its living holder replaces a lock, so a rename can't hit another's.
      const draft = `${path}.${randomUUID()}`;
      await writeFile(draft, JSON.stringify({ ...mine, url }));
      await rename(draft, path);
    },
    async release() {
      if (released) return;
      released = true;
      await rm(path, { force: true });
    },
  };
}

/** Linking is atomic and shows the others a whole file, never an empty one. */
async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined` is a file that can't be read as a lock: cut short by a power failure, so nobody's. */
async function readHolder(path: string): Promise<LockHolder | undefined | 'absent'> {
  try {
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isHolder(holder) ? holder : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isHolder(value: unknown): value is LockHolder {
  return typeof value === 'object' && value !== null && 'pid' in value && 'identity' in value;
}

function isAlive(holder: LockHolder | undefined): holder is LockHolder {
  return holder !== undefined && isSameProcess(holder.pid, holder.identity);
}

function describeSelf(): LockHolder {
  const identity = processIdentity(process.pid) ?? 'unknown';
  return { pid: process.pid, identity, since: new Date().toISOString() };
}
