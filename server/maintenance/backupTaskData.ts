/** Writes all rows, as they are at one moment, into a folder of compressed files, one a table. */
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import type { MaintenanceContext } from '../executors/maintenance/maintenanceActions.ts';
import { Snapshot, type SnapshotRow } from '../store/snapshot.ts';
import { VERSION } from '../version.ts';
import {
  BACKUP_FORMAT,
  type BackupManifest,
  backupName,
  backupsFolder,
  manifestFile,
  pruneBackups,
  tableFile,
  UNFINISHED,
} from './backupFolder.ts';

/** Rows are joined up to about this size: a chunk a row would cost more than the compression. */
const CHUNK_CHARS = 64 * 1024;

const optionsSchema = z.strictObject({
  /** How many backups are kept, this one included. */
  keep: z.int().min(1).max(1000).default(7),
});

export interface BackedUp {
  folder: string;
  rows: number;
  /** As compressed. */
  bytes: number;
  /** Names of older ones that were deleted. */
  deleted: string[];
}

/** Whole or not at all: the folder gets its name when everything in it is on the disk. */
export async function backupTaskData(
  { databaseUrl, dataDir }: { databaseUrl: string; dataDir: string },
  { options, signal }: MaintenanceContext,
): Promise<BackedUp> {
  const { keep } = optionsSchema.parse(options);
  const root = backupsFolder(dataDir);
  const at = new Date();
  const folder = join(root, backupName(at));
  const unfinished = `${folder}${UNFINISHED}`;
  // It holds what people submitted, and the hashes of tokens.
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const snapshot = await Snapshot.open(databaseUrl);
  try {
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      version: VERSION,
      at: at.toISOString(),
      migrations: await snapshot.migrations(),
      tables: {},
    };
    let bytes = 0;
    for (const table of await snapshot.tables()) {
      const written = await writeTable(snapshot.rows(table), tableFile(unfinished, table), signal);
      manifest.tables[table] = written.rows;
      bytes += written.bytes;
    }
    await writeFile(manifestFile(unfinished), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    await rename(unfinished, folder);
    await flushFolder(root);
    const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0);
    return { folder, rows, bytes, deleted: await pruneBackups(root, keep) };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    await snapshot.close();
  }
}

async function writeTable(rows: AsyncIterable<SnapshotRow>, file: string, signal: AbortSignal) {
  let count = 0;
  const lines = async function* () {
    let chunk = '';
    for await (const row of rows) {
      count++;
      chunk += `${JSON.stringify(row)}\n`;
      if (chunk.length < CHUNK_CHARS) continue;
      yield chunk;
      chunk = '';
    }
    if (chunk !== '') yield chunk;
  };
  const target = createWriteStream(file, { mode: 0o600, flush: true });
  await pipeline(Readable.from(lines()), createGzip(), target, { signal });
  return { rows: count, bytes: (await stat(file)).size };
}

/** So that the new name survives a power cut. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
