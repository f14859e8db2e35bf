/** Where backups lie, and what each says about itself. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export const BACKUP_FORMAT = 1;
const MANIFEST = 'manifest.json';
/** A time, `2026-01-31T02-00-00.000Z`; while it is being written with another ending. */
const COMPLETE = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/;
export const UNFINISHED = '.unfinished';

const manifestSchema = z.object({
  format: z.literal(BACKUP_FORMAT),
  version: z.string(),
  at: z.iso.datetime(),
  /** Of the schema that the rows belong to. */
  migrations: z.array(z.string()),
  /** Table → how many rows. */
  tables: z.record(z.string(), z.int()),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

export const backupsFolder = (dataDir: string) => join(dataDir, 'backups');
export const backupName = (at: Date) => at.toISOString().replaceAll(':', '-');
export const tableFile = (folder: string, table: string) => join(folder, `${table}.ndjson.gz`);
export const manifestFile = (folder: string) => join(folder, MANIFEST);

/** Names of complete backups, the oldest first. */
async function listBackups(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => []);
  return names.filter((name) => COMPLETE.test(name)).sort();
}

/** Removes the oldest beyond `keep`, and what a crash left unfinished. */
export async function pruneBackups(root: string, keep: number): Promise<string[]> {
  const complete = await listBackups(root);
  const old = complete.slice(0, Math.max(0, complete.length - keep));
  const names = await readdir(root);
  const unfinished = names.filter((name) => name.endsWith(UNFINISHED));
  for (const name of [...old, ...unfinished]) await rm(join(root, name), { recursive: true, force: true });
  return old;
}

/** @throws in words, if the folder isn't a backup that this version can read. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(manifestFile(folder), 'utf8').catch((error: Error) => {
    throw new Error(`${folder} is not a backup: ${error.message}`);
  });
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(`${manifestFile(folder)} is not of a backup of format ${BACKUP_FORMAT}`);
}
