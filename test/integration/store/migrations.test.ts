import { type Constructor, MikroORM } from '@mikro-orm/core';
import { MariaDbDriver } from '@mikro-orm/mariadb';
import type { Migration } from '@mikro-orm/migrations';
import { MySqlDriver } from '@mikro-orm/mysql';
import { type Connection, createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { connectionOptions } from '../../../server/store/connectionOptions.ts';
import { entities } from '../../../server/store/entities.ts';
import { migrationOptions } from '../../../server/store/migrations/applyMigrations.ts';
import type { ProjectRow } from '../../../server/store/project.entity.ts';
import { insertRows } from '../../../server/store/sql.ts';
import { openStore } from '../../../server/store/store.ts';
import { tagHash } from '../../../server/store/tagHash.ts';
import { newTask } from '../../../server/tasks/newTask.ts';
import { createProjects } from '../../../server/tasks/projects.ts';
import { taskDefinitionSchema } from '../../../shared/taskDefinition.ts';
import { freshStores } from '../../support/freshStores.ts';
import { databaseKind } from '../../support/storeProcess.ts';

async function emptyDatabase(): Promise<string> {
  const stores = await freshStores();
  onTestFinished(() => stores.drop());
  return stores.databaseUrl;
}

async function connected(databaseUrl: string): Promise<Connection> {
  const connection = await createConnection(connectionOptions(databaseUrl));
  onTestFinished(() => connection.end());
  return connection;
}

async function namesOf(connection: Connection, sql: string): Promise<string[]> {
  const [rows] = await connection.query({ sql, rowsAsArray: true });
  return (rows as unknown as string[][]).map(([name = '']) => name);
}

test('the migrations build exactly what the entities say', async () => {
  const databaseUrl = await emptyDatabase();
  const store = await openStore(databaseUrl);
  onTestFinished(() => store.close());
  const { database, user, socketPath } = connectionOptions(databaseUrl);
  const orm = await MikroORM.init({
    driver: databaseKind === 'mysql' ? MySqlDriver : (MariaDbDriver as unknown as typeof MySqlDriver),
    entities,
    dbName: database,
    user,
    driverOptions: { socketPath },
    charset: 'utf8mb4',
    collate: 'utf8mb4_bin',
    schemaGenerator: { ignoreSchema: [], skipTables: ['schema_migrations'] },
    ...migrationOptions,
  } as never);
  onTestFinished(() => orm.close(true));
  expect(await orm.schema.getUpdateSchemaSQL({ wrap: false, safe: false })).toBe('');
});

test('every table tells upper from lower case and keeps every character', async () => {
  const databaseUrl = await emptyDatabase();
  await (await openStore(databaseUrl)).close();
  const connection = await connected(databaseUrl);
  const [rows] = await connection.query(
    `select table_name as name, table_collation as collation, engine from information_schema.tables
      where table_schema = database() and table_name <> 'schema_migrations'`,
  );
  expect((rows as object[]).length).toBeGreaterThan(5);
  expect(
    (rows as { name: string }[]).filter((row) => !('collation' in row) || row.collation !== 'utf8mb4_bin'),
  ).toEqual([]);
});

test('several processes that migrate an empty database at once all come to work on the same schema', async () => {
  const databaseUrl = await emptyDatabase();
  const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(databaseUrl)));
  for (const store of stores) {
    onTestFinished(() => store.close());
    await store.ping();
  }
  const connection = await connected(databaseUrl);
  const applied = await namesOf(connection, 'select name from schema_migrations order by name');
  expect(applied).toEqual(
    migrationOptions.migrations.migrationsList.map(
      ({ name }: { name: string; class: Constructor<Migration> }) => name,
    ),
  );
});

test('a second start changes nothing', async () => {
  const databaseUrl = await emptyDatabase();
  await (await openStore(databaseUrl)).close();
  const connection = await connected(databaseUrl);
  const tables = await namesOf(connection, 'show tables');
  const applied = await namesOf(connection, 'select name from schema_migrations');
  await connection.query(
    `insert into tokens (id, hash, user_id, name, created_at) values ('i', 'h', 'u', 'n', utc_timestamp(3))`,
  );
  await (await openStore(databaseUrl)).close();
  expect(await namesOf(connection, 'show tables')).toEqual(tables);
  expect(await namesOf(connection, 'select name from schema_migrations')).toEqual(applied);
  expect(await namesOf(connection, 'select hash from tokens')).toEqual(['h']);
});

test('tasks that were there before tags had a table are found by their tags', async () => {
  const databaseUrl = await emptyDatabase();
  await (await openStore(databaseUrl)).close();
  const connection = await connected(databaseUrl);
  const definition = taskDefinitionSchema.parse({ name: 'old', project_id: 'default', command: 'true' });
  const project = { id: 'default', priority: 5 } as ProjectRow;
  // More than are read at once, and some without tags.
  const tasks = Array.from({ length: 1100 }, (_, index) => ({
    ...newTask(definition, project, '/', { userId: 'admin' }),
    tags: index % 2 === 0 ? { team: 'a', 'odd"key': 'ä:b' } : {},
  }));
  const { sql, values } = insertRows('tasks', tasks);
  await connection.query(sql, values);
  await connection.query('drop table task_tags');
  await connection.query(`delete from schema_migrations where name = '0011_task_tags'`);
  await (await openStore(databaseUrl)).close();
  const found = await namesOf(
    connection,
    `select task_id from task_tags where tag = '${tagHash('odd"key', 'ä:b')}' order by task_id`,
  );
  const tagged = tasks.filter(({ tags }) => 'team' in tags).map(({ id }) => id);
  expect(found).toEqual(tagged.sort());
  expect(await namesOf(connection, 'select count(*) from task_tags')).toEqual([1100]);
});

test('projects that were there before error patterns have none', async () => {
  const databaseUrl = await emptyDatabase();
  await (await openStore(databaseUrl)).close();
  const connection = await connected(databaseUrl);
  await connection.query('alter table projects drop column error_patterns');
  await connection.query(`delete from schema_migrations where name = '0013_error_patterns'`);
  await connection.query(`insert into projects (id, name, folders, programs, deny, \`limits\`, subagents, priority, created_at, updated_at)
    values ('old', 'Old', '[]', '[]', '[]', '{}', '{}', 5, utc_timestamp(3), utc_timestamp(3))`);
  const store = await openStore(databaseUrl);
  onTestFinished(() => store.close());
  expect(await createProjects(store).errorPatterns('old')).toEqual([]);
});

test('Claude tasks that were there before accounts share windows with the new ones of their model', async () => {
  const databaseUrl = await emptyDatabase();
  await (await openStore(databaseUrl)).close();
  const connection = await connected(databaseUrl);
  const project = { id: 'default', priority: 5 } as ProjectRow;
  const models = ['opus', 'claude-Sonnet-5-5', 'Some-Gateway/model', undefined];
  const claude = models.map((model) => ({
    kind: 'claude' as const,
    context: { prompt: 'x', ...(model && { model }) },
  }));
  const tasks = [...claude, { command: 'true' }].map((more) => {
    const definition = taskDefinitionSchema.parse({ name: 'old', project_id: 'default', ...more });
    return newTask(definition, project, '/', { userId: 'admin' });
  });
  const { sql, values } = insertRows('tasks', tasks);
  await connection.query(sql, values);
  await connection.query('drop table accounts, account_questions');
  await connection.query('alter table credential_holds drop primary key, drop column model');
  await connection.query('alter table credential_holds add primary key (credential)');
  await connection.query('alter table tasks drop column model_key');
  await connection.query(`delete from schema_migrations where name = '0017_accounts'`);
  await (await openStore(databaseUrl)).close();
  const keys = 'select model_key from tasks order by created_at, id';
  const inOrder = tasks.toSorted(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  expect(await namesOf(connection, keys)).toEqual(inOrder.map(({ modelKey }) => modelKey));
  expect(tasks.map(({ modelKey }) => modelKey)).toEqual([
    ...['opus', 'sonnet', 'some-gateway/model', 'default'],
    null,
  ]);
});
