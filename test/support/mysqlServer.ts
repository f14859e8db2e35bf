import { readdirSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackDebianPackages } from '../../server/embedded/debianPackages.ts';
import { databaseName, sendsHandshake, serverArgs } from '../../server/embedded/startMariadb.ts';
import type { StartServerOptions } from '../../server/embedded/startRedis.ts';
import type { StoreBinary } from '../../server/embedded/storeBinaries.ts';
import { type StoreProcess, startStoreProcess } from '../../server/embedded/storeProcess.ts';
import { runCommand } from '../../server/processes/runCommand.ts';

/** An unpacked MySQL and the arguments that tell it where it lies. */
export interface Mysql {
  binary: StoreBinary;
  layoutArgs: string[];
}

/**
 * Finds MySQL in Debian's unstable suite, the only one that has it, unpacked with its own libc: 60 MB to
 * download the first time.
 */
export async function findMysql(folder: string, report: (line: string) => void): Promise<Mysql> {
  const tree = await unpackDebianPackages({
    packages: ['mysql-server-core'],
    folder,
    base: 'none',
    suite: 'sid',
    // Named by packages of the closure, not needed by the server.
    leaveOut: /^(perl|libperl)/,
    report: (line) => report(`MySQL: ${line}`),
  });
  const base = join(tree.root, 'usr');
  const binary: StoreBinary = {
    // Its libc is newer than the machine's, so its own loader has to start it.
    file: findLoader(tree.libraryFolders),
    leadingArgs: ['--library-path', tree.libraryFolders.join(':'), join(base, 'sbin/mysqld')],
    env: {},
    version: 'sid',
    source: 'rootless',
  };
  const layoutArgs = [
    '--no-defaults',
    `--basedir=${base}`,
    `--plugin-dir=${join(base, 'lib/mysql/plugin')}`,
    `--lc-messages-dir=${join(base, 'share/mysql')}`,
    '--secure-file-priv=NULL',
    '--mysqlx=OFF',
    '--skip-log-bin',
    '--performance-schema=OFF',
    '--innodb-redo-log-capacity=64M',
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
  return { binary, layoutArgs };
}

/** Starts a MySQL on a unix socket, with `root` without a password; makes its folder at the first start. */
export async function startMysql(
  { binary, layoutArgs }: Mysql,
  { folder, socket, logFile, extraArgs = [] }: Omit<StartServerOptions, 'binary'>,
): Promise<StoreProcess> {
  if (!statSync(folder, { throwIfNoEntry: false })) await initialize({ binary, layoutArgs }, folder);
  const initFile = `${socket}.sql`;
  await writeFile(initFile, `create database if not exists \`${databaseName}\`;\n`);
  const places = [`--datadir=${folder}`, `--socket=${socket}`, `--pid-file=${socket}.pid`];
  return startStoreProcess({
    label: 'MySQL',
    binary,
    args: [...layoutArgs, ...serverArgs, ...places, `--init-file=${initFile}`, ...extraArgs],
    cwd: folder,
    socket,
    logFile,
    answers: sendsHandshake,
  });
}

async function initialize({ binary, layoutArgs }: Mysql, folder: string): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  const args = [...(binary.leadingArgs ?? []), ...layoutArgs, `--datadir=${draft}`, '--initialize-insecure'];
  await runCommand(binary.file, args);
  await rename(draft, folder);
}

function findLoader(libraryFolders: string[]): string {
  for (const folder of libraryFolders) {
    const name = readdirSync(folder).find((each) => /^ld-linux.*\.so\.\d+$/.test(each));
    if (name !== undefined) return join(folder, name);
  }
  throw new Error(`no ld-linux in ${libraryFolders.join(', ')}`);
}
