/** Brings a database to what a backup holds. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { RowLoader, type SnapshotRow } from '../store/snapshot.ts';
import { openStore } from '../store/store.ts';
import { type BackupManifest, readManifest, tableFile } from './backupFolder.ts';

const ROWS_AT_ONCE = 500;
/** An insert is kept well below the 16 MiB that servers take by default (max_allowed_packet of MariaDB). */
const CHARS_AT_ONCE = 4 * 1024 * 1024;

export interface Restored {
  /** When the backup was made. */
  at: string;
  rows: number;
}

/**
 * All rows are replaced, in one transaction. Nothing else may use the database meanwhile.
 * @param replace also if there are tasks; they are lost.
 * @throws in words, when the backup doesn't fit, or there are tasks and `replace` is not given.
 */
export async function restoreBackup(
  databaseUrl: string,
  folder: string,
  { replace = false }: { replace?: boolean } = {},
): Promise<Restored> {
  const manifest = await readManifest(folder);
  // Makes the schema, if there is none.
  await (await openStore(databaseUrl)).close();
  const loader = await RowLoader.open(databaseUrl);
  try {
    await checkFits(loader, manifest);
    if (!replace && (await loader.count('tasks')) > 0) {
      throw new Error('There are tasks in the database. To replace everything in it, say so.');
    }
    let rows = 0;
    for (const table of await loader.tables()) await loader.empty(table);
    for (const [table, expected] of Object.entries(manifest.tables)) {
      const loaded = await loadTable(loader, table, tableFile(folder, table));
      if (loaded !== expected) {
        throw new Error(`${tableFile(folder, table)} holds ${loaded} rows and should hold ${expected}.`);
      }
      rows += loaded;
    }
    await loader.commit();
    return { at: manifest.at, rows };
  } finally {
    loader.close();
  }
}

/** Rows belong to the schema that they were read from. */
async function checkFits(loader: RowLoader, manifest: BackupManifest): Promise<void> {
  const present = await loader.migrations();
  if (present.join() === [...manifest.migrations].join()) return;
  throw new Error(
    `The backup was made by version ${manifest.version} with another schema (${manifest.migrations.at(-1)}, here ` +
      `${present.at(-1)}). Restore it with that version; an upgrade follows at the next start.`,
  );
}

/** Node's readline also splits at U+2028 and the like, which JSON carries as they are. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') throw new Error('a file of the backup ends within a line');
}

async function loadTable(loader: RowLoader, table: string, file: string): Promise<number> {
  const source = createReadStream(file);
  const unzipped = source.pipe(createGunzip()).setEncoding('utf8');
  source.on('error', (error) => unzipped.destroy(error));
  let rows: SnapshotRow[] = [];
  let chars = 0;
  let count = 0;
  const flush = async () => {
    if (rows.length > 0) await loader.insert(table, rows);
    count += rows.length;
    rows = [];
    chars = 0;
  };
  for await (const line of linesOf(unzipped)) {
    rows.push(JSON.parse(line) as SnapshotRow);
    chars += line.length;
    if (rows.length >= ROWS_AT_ONCE || chars >= CHARS_AT_ONCE) await flush();
  }
  await flush();
  return count;
}
