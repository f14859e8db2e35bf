import type { Command } from 'commander';
import { inWordsOf } from '../offline.ts';
import { parseWholeNumber } from '../parseOptions.ts';
import { note, print } from '../terminal.ts';

/** `backup`: writes all tables, as of one moment, into a folder. It works on the database itself, not over the API. */
export function addBackup(program: Command): void {
  program
    .command('backup')
    .description('write all tables into a folder; the server may run meanwhile')
    .option('--keep <n>', 'how many backups are kept, this one included (default: 7)', parseWholeNumber)
    .option('--json', 'print {folder, rows, bytes, deleted}')
    .action((options) => inWordsOf('The backup', () => backup(options)));
}

async function backup({ keep, json }: { keep?: number; json?: true }): Promise<void> {
  // The other verbs needn't wait until a database's client is loaded.
  const [{ backupTaskData }, { loadConfig }, { withPrivateDatabase }] = await Promise.all([
    import('../../maintenance/backupTaskData.ts'),
    import('../../config.ts'),
    import('../../embedded/withPrivateDatabase.ts'),
  ]);
  const { databaseUrl, dataDir } = loadConfig(process.env, process.cwd());
  const run = (url: string) =>
    backupTaskData(
      { databaseUrl: url, dataDir },
      { options: keep === undefined ? {} : { keep }, signal: new AbortController().signal },
    );
  const made = databaseUrl
    ? await run(databaseUrl)
    : await withPrivateDatabase({ dataDir, whileRunning: true, report: note }, run);
  if (json) return print(JSON.stringify(made));
  print(
    `${made.rows} rows are in ${made.folder} (${made.bytes} bytes). Logs are not: copy storage/ as well.`,
  );
}
