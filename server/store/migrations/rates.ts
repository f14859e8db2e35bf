import { Migration } from '@mikro-orm/migrations';

const inUtf8 = 'default character set utf8mb4 collate utf8mb4_bin engine = InnoDB';

/** Rates of starts, and what dispatch needs to tell kinds and deadlines apart. */
export class Rates extends Migration {
  override up(): void {
    this.addSql(`create table rated_starts (
      id bigint unsigned not null auto_increment,
      kind varchar(32) not null,
      project_id varchar(64) not null,
      at datetime(3) not null,
      primary key (id)
    ) ${inUtf8}`);
    this.addSql('alter table rated_starts add index rated_starts_at (kind, at)');
    this.addSql('alter table limits add per_minute int null');
    this.addSql('alter table projects add claude_per_minute int null');
    this.addSql(`alter table tasks
      add index tasks_waiting (status, effective_priority, project_id, user_id, kind, ready_at),
      add index tasks_deadline (status, deadline),
      drop index tasks_dispatch`);
  }
}
