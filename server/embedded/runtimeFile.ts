import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** `<dataDir>/runtime.json`. The first three members are read by other programs, too. */
const runtimeRecordSchema = z.object({
  /** Null when the store was given by URL. */
  redis_socket: z.string().nullable(),
  mysql_socket: z.string().nullable(),
  /** `supervisor`, the stores `redis` and `mysql`, and the role processes `api` and `worker`. */
  pids: z.record(z.string(), z.number().int().positive()),
  /** See `processIdentity`: tells these processes from later ones with their pids. */
  identities: z.record(z.string(), z.string()),
  /** Holds the sockets. */
  folder: z.string(),
});

export type RuntimeRecord = z.output<typeof runtimeRecordSchema>;

export interface RuntimeFile {
  /**
   * Writes down that a process runs under this name now, or (undefined) that none does. A write that
   * fails is left to the next one: the record is a help, and a full disk shows elsewhere.
   */
  setProcess(name: string, process: { pid: number; identity: string } | undefined): void;
  remove(): Promise<void>;
}

/** Begins a new record in the data folder and keeps it current. */
export async function createRuntimeFile(
  dataDir: string,
  places: Pick<RuntimeRecord, 'redis_socket' | 'mysql_socket' | 'folder'>,
): Promise<RuntimeFile> {
  const path = runtimePath(dataDir);
  const record: RuntimeRecord = { ...places, pids: {}, identities: {} };
  // One write after the other, or an older state could be the last to arrive.
  let written = writeAtomically(path, record);
  await written;
  const write = () => writeAtomically(path, record).catch(() => {});
  return {
    setProcess(name, found) {
      if (found === undefined) {
        delete record.pids[name];
        delete record.identities[name];
      } else {
        record.pids[name] = found.pid;
        record.identities[name] = found.identity;
      }
      written = written.then(write);
    },
    async remove() {
      await written;
      await removeRuntimeFile(dataDir);
    },
  };
}

/** Undefined when there is none, or none that can be understood. */
export async function readRuntimeFile(dataDir: string): Promise<RuntimeRecord | undefined> {
  try {
    return runtimeRecordSchema.parse(JSON.parse(await readFile(runtimePath(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function removeRuntimeFile(dataDir: string): Promise<void> {
  await rm(runtimePath(dataDir), { force: true });
}

function runtimePath(dataDir: string): string {
  return join(dataDir, 'runtime.json');
}

async function writeAtomically(path: string, record: RuntimeRecord): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}
