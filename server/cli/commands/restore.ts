import { resolve } from 'node:path';
import type { Command } from 'commander';
import { inWordsOf } from '../offline.ts';
import { note, print } from '../terminal.ts';

/** `restore`: brings the database to what a backup holds. It works on the database itself, not over the API. */
export function addRestore(program: Command): void {
  program
    .command('restore')
    .description('replace what is in the database by a backup; stop the server first')
    .argument('<folder>', 'the folder of the backup, as “backup” printed it')
    .option('--replace', 'also if there are tasks: they are lost')
    .option('--json', 'print {at, rows}')
    .action((folder, options) => inWordsOf('The restore', () => restore(folder, options)));
}

async function restore(folder: string, { replace, json }: { replace?: true; json?: true }): Promise<void> {
  // The other verbs needn't wait until a database's client is loaded.
  const [{ restoreBackup }, { loadConfig }, { withPrivateDatabase }] = await Promise.all([
    import('../../maintenance/restoreBackup.ts'),
    import('../../config.ts'),
    import('../../embedded/withPrivateDatabase.ts'),
  ]);
  const { databaseUrl, dataDir } = loadConfig(process.env, process.cwd());
  const run = (url: string) => restoreBackup(url, resolve(folder), { replace: replace ?? false });
  const restored = databaseUrl
    ? await run(databaseUrl)
    : await withPrivateDatabase({ dataDir, whileRunning: false, report: note }, run);
  if (json) return print(JSON.stringify(restored));
  print(`The database is as it was at ${restored.at}: ${restored.rows} rows.`);
}
