import { Migration } from '@mikro-orm/migrations';

const inUtf8 = 'default character set utf8mb4 collate utf8mb4_bin engine = InnoDB';

/** What pays for Claude runs; windows of single models, and questions where waiting doesn't help. */
export class Accounts extends Migration {
  override up(): void {
    this.addSql(`create table accounts (
      id varchar(64) not null,
      name varchar(200) not null,
      kind varchar(16) not null,
      owner varchar(16) not null,
      windows json not null,
      as_of datetime(3) not null,
      expires_at datetime(3) null,
      alerted_at datetime(3) null,
      primary key (id)
    ) ${inUtf8}`);
    this.addSql(`create table account_questions (
      credential varchar(64) not null,
      model varchar(64) not null,
      own_model varchar(64) not null,
      confirmation_id varchar(36) not null,
      task_id varchar(36) not null,
      claimed_at datetime(3) not null,
      primary key (credential, model)
    ) ${inUtf8}`);
    this.addSql(`alter table credential_holds add model varchar(64) not null default ''`);
    this.addSql(`alter table credential_holds alter column model drop default,
      drop primary key, add primary key (credential, model)`);
    this.addSql('alter table tasks add model_key varchar(64) null');
    // As modelKeyOf() names them. What is over waits for nothing.
    const name = `lower(json_unquote(json_extract(context, '$.model')))`;
    this.addSql(`update tasks set model_key = case
        when json_extract(context, '$.model') is null then 'default'
        ${['fable', 'haiku', 'mythos', 'opus', 'sonnet'].map((family) => `when ${name} like '%${family}%' then '${family}'`).join(' ')}
        else left(${name}, 64) end
      where kind = 'claude' and status not in ('success', 'revoked', 'timeout')`);
  }
}
