import { Migration } from '@mikro-orm/migrations';

const inUtf8 = 'default character set utf8mb4 collate utf8mb4_bin engine = InnoDB';

/** Sessions, figures and credentials of tasks that talk to Claude. */
export class ClaudeRuns extends Migration {
  override up(): void {
    this.addSql(`alter table tasks
      add credential varchar(64) null,
      add session_id varchar(36) null,
      add session_host varchar(255) null,
      add num_turns int null,
      add total_cost_usd double null,
      add token_usage json null,
      add permission_denials json null`);
    this.addSql('alter table runs add session_id varchar(36) null, add cost double null');
    this.addSql(`create table credential_holds (
      credential varchar(64) not null,
      held_until datetime(3) not null,
      detail text not null,
      primary key (credential)
    ) ${inUtf8}`);
    this.addSql(`create table session_uses (
      session_id varchar(36) not null,
      task_id varchar(36) not null,
      cost double not null,
      primary key (session_id)
    ) ${inUtf8}`);
    this.addSql('alter table session_uses add index session_uses_task (task_id)');
  }
}
