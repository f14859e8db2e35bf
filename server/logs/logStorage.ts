/** Durable logs: compressed chunks of segments, a folder a task. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { type LogSegment, lastSeq } from './segment.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

export interface LogChunk {
  first: number;
  last: number;
}

export interface LogStorage {
  /** In order; empty for an unknown task. */
  list(taskId: string): Promise<LogChunk[]>;
  read(taskId: string, chunk: LogChunk): Promise<LogSegment[]>;
  /** Whole or not at all, also when the machine stops in between. */
  write(taskId: string, segments: readonly LogSegment[]): Promise<LogChunk>;
  /** All of it. @returns how many bytes that were. */
  remove(taskId: string): Promise<number>;
}

const CHUNK_NAME = /^(\d+)-(\d+)\.ndjson\.gz$/;

/** @param storageUrl `file:` URL of a folder that all processes share. */
export function openLogStorage(storageUrl: string): LogStorage {
  const root = fileURLToPath(storageUrl);
  const folder = (taskId: string) => logFolder(root, taskId);
  const file = (taskId: string, { first, last }: LogChunk) =>
    join(folder(taskId), `${first}-${last}.ndjson.gz`);

  return {
    async list(taskId) {
      const names = await readdir(folder(taskId)).catch(ifMissing<string[]>([]));
      return names.flatMap(chunkOfName).sort((a, b) => a.first - b.first);
    },
    async read(taskId, chunk) {
      const text = (await decompress(await readFile(file(taskId, chunk)))).toString();
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LogSegment);
    },
    async write(taskId, segments) {
      const [first] = segments;
      const last = segments.at(-1);
      if (!first || !last) throw new Error('a chunk needs a segment');
      const chunk = { first: first.seq, last: lastSeq(last) };
      const content = segments.map((segment) => JSON.stringify(segment)).join('\n');
      await mkdir(folder(taskId), { recursive: true, mode: 0o700 });
      const target = file(taskId, chunk);
      // Two may write the same lines at once, when a lost worker comes back: each in a file of its own.
      const draft = `${target}.${randomUUID()}.new`;
      await writeFile(draft, await compress(content, { level: constants.Z_BEST_SPEED }), { flush: true });
      await rename(draft, target);
      await flushFolder(folder(taskId));
      return chunk;
    },
    async remove(taskId) {
      const names = await readdir(folder(taskId)).catch(ifMissing<string[]>([]));
      const sizes = await Promise.all(
        names.map(async (name) => (await stat(join(folder(taskId), name))).size),
      );
      await rm(folder(taskId), { recursive: true, force: true });
      return sizes.reduce((sum, size) => sum + size, 0);
    },
  };
}

/** The last digits of a UUID v7 are random, so that no folder gets too many entries. */
export function logFolder(root: string, taskId: string): string {
  return join(root, 'logs', taskId.slice(-2), taskId);
}

/** So that the file's name outlives a power failure, too: the live copy is forgotten next. */
async function flushFolder(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function chunkOfName(name: string): LogChunk[] {
  const match = CHUNK_NAME.exec(name);
  return match ? [{ first: Number(match[1]), last: Number(match[2]) }] : [];
}

function ifMissing<T>(value: T) {
  return (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
