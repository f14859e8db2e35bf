import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '../processes/runCommand.ts';
import type { StoreBinary } from './storeBinaries.ts';

/** Where a MariaDB program finds what belongs to it. */
export interface MariadbLayout {
  /** Arguments that every start needs. */
  args: string[];
  /** The scripts that make the system tables. */
  shareFolder: string;
}

/** The scripts are named `mariadb_` in MariaDB 11.8 and `mysql_` in 10.11. */
const tableScripts = ['mariadb_system_tables.sql', 'mysql_system_tables.sql'];
const dataScripts = ['mariadb_system_tables_data.sql', 'mysql_system_tables_data.sql'];

/** @throws Error when the program's scripts and messages aren't where a package puts them. */
export async function mariadbLayout(binary: StoreBinary): Promise<MariadbLayout> {
  const base = dirname(dirname(binary.file)); // …/usr/sbin/mariadbd → …/usr
  for (const shareFolder of [join(base, 'share/mysql'), join(base, 'share/mariadb')]) {
    if ((await firstExisting(shareFolder, tableScripts)) === undefined) continue;
    const args = [
      '--no-defaults',
      `--basedir=${base}`,
      `--lc-messages-dir=${shareFolder}`,
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    ];
    return { args, shareFolder };
  }
  throw new Error(`${binary.file}: no ${tableScripts.join(' or ')} under ${base}/share`);
}

/**
 * Makes a new database folder with only the system tables that a server needs, without help texts, time
 * zones and the sys schema: a third of a second instead of one and a half. `root` may connect without a
 * password; the socket's folder keeps others away. Does nothing when the folder exists.
 * @throws Error with the server's words.
 */
export async function initMariadb(
  binary: StoreBinary,
  layout: MariadbLayout,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  if (await exists(folder)) return;
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  // Renamed when complete, so that a kill in between leaves no half database.
  const draft = await mkdtemp(`${folder}.new-`);
  try {
    const args = [
      ...layout.args,
      ...storageArgs,
      `--datadir=${draft}`,
      `--tmpdir=${draft}`,
      ...bootstrapArgs,
    ];
    const env = { ...process.env, ...binary.env };
    const input = await bootstrapScript(layout.shareFolder);
    await runCommand(binary.file, args, { env, input, ...(signal && { signal }) });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Arguments that must be the same when a folder is made and when it is served. */
export const storageArgs = ['--innodb-log-file-size=64M', '--skip-log-bin', '--performance-schema=OFF'];

const bootstrapArgs = ['--bootstrap', '--silent-startup', '--skip-networking'];

async function bootstrapScript(shareFolder: string): Promise<string> {
  // In bootstrap a statement ends at the end of a line.
  const parts = ['create database mysql;\nuse mysql;\nset @auth_root_socket = null;\n'];
  for (const names of [tableScripts, dataScripts]) {
    const script = await firstExisting(shareFolder, names);
    if (script === undefined) throw new Error(`${shareFolder} lacks ${names.join(' and ')}`);
    parts.push(await readFile(script, 'utf8'), '\n');
  }
  return parts.join('');
}

async function firstExisting(folder: string, names: string[]): Promise<string | undefined> {
  for (const name of names) {
    if (await exists(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
