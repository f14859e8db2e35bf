import type { Constructor, MikroORM } from '@mikro-orm/core';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import { createConnection } from 'mysql2/promise';
import { connectionOptions } from '../connectionOptions.ts';
import { MIGRATIONS_TABLE } from '../snapshot.ts';
import { Accounts } from './accounts.ts';
import { ClaudeRuns } from './claudeRuns.ts';
import { Confirmations } from './confirmations.ts';
import { Conversations } from './conversations.ts';
import { Costs } from './costs.ts';
import { CoveringIndexes } from './coveringIndexes.ts';
import { DeadLettersAndCounters } from './deadLettersAndCounters.ts';
import { EndDependencies } from './endDependencies.ts';
import { ErrorPatterns } from './errorPatterns.ts';
import { FirstSchema } from './firstSchema.ts';
import { HeldTasks } from './heldTasks.ts';
import { ProjectPriorities } from './projectPriorities.ts';
import { ProjectSecrets } from './projectSecrets.ts';
import { Rates } from './rates.ts';
import { RunControls } from './runControls.ts';
import { Schedules } from './schedules.ts';
import { TaskTags } from './taskTags.ts';

/** In the order in which they are applied; the name is what the database remembers. */
const migrationsList: { name: string; class: Constructor<Migration> }[] = [
  { name: '0001_first_schema', class: FirstSchema },
  { name: '0002_dead_letters_and_counters', class: DeadLettersAndCounters },
  { name: '0003_schedules', class: Schedules },
  { name: '0004_rates', class: Rates },
  { name: '0005_claude_runs', class: ClaudeRuns },
  { name: '0006_confirmations', class: Confirmations },
  { name: '0007_run_controls', class: RunControls },
  { name: '0008_project_secrets', class: ProjectSecrets },
  { name: '0009_costs', class: Costs },
  { name: '0010_covering_indexes', class: CoveringIndexes },
  { name: '0011_task_tags', class: TaskTags },
  { name: '0012_project_priorities', class: ProjectPriorities },
  { name: '0013_error_patterns', class: ErrorPatterns },
  { name: '0014_end_dependencies', class: EndDependencies },
  { name: '0015_held_tasks', class: HeldTasks },
  { name: '0016_conversations', class: Conversations },
  { name: '0017_accounts', class: Accounts },
];

export const migrationOptions = {
  extensions: [Migrator],
  migrations: { migrationsList, tableName: MIGRATIONS_TABLE, snapshot: false },
};

const LOCK = 'switchyard_migrations';
const LOCK_SECONDS = 60;

/** Brings the schema up to date; of several processes that start at once, one does it and the others wait. */
export async function applyMigrations(orm: Pick<MikroORM, 'migrator'>, databaseUrl: string): Promise<void> {
  const connection = await createConnection(connectionOptions(databaseUrl));
  try {
    const [rows] = await connection.query('select get_lock(?, ?) as got', [LOCK, LOCK_SECONDS]);
    if ((rows as { got: number | null }[])[0]?.got !== 1) {
      throw new Error(`another process has been changing the schema for more than ${LOCK_SECONDS} s`);
    }
    await orm.migrator.up();
  } finally {
    await connection.end();
  }
}
