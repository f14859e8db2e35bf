import { Migration } from '@mikro-orm/migrations';

const inUtf8 = 'default character set utf8mb4 collate utf8mb4_bin engine = InnoDB';

/** Tables of dead letters, counters, users and bulk operations; tokens get an id that may be shown. */
export class DeadLettersAndCounters extends Migration {
  override up(): void {
    this.addSql(`create table dead_letters (
      task_id varchar(36) not null,
      name varchar(200) not null,
      project_id varchar(64) not null,
      user_id varchar(64) not null,
      error_type varchar(16) not null,
      error_class varchar(64) not null,
      error_message text not null,
      advice text not null,
      failed_at datetime(3) not null,
      primary key (task_id)
    ) ${inUtf8}`);
    this.addSql('alter table dead_letters add index dead_letters_failed (failed_at, task_id)');
    this.addSql(`insert into dead_letters select id, name, project_id, user_id, coalesce(error_type, 'retriable'),
      coalesce(error_class, 'Unknown'), coalesce(error_message, ''), coalesce(advice, ''),
      coalesce(completed_at, updated_at) from tasks where status = 'failure'`);
    this.addSql(`create table task_counters (
      grain varchar(8) not null,
      starts_at datetime not null,
      project_id varchar(64) not null,
      kind varchar(32) not null,
      status varchar(24) not null,
      shard tinyint unsigned not null,
      ended int unsigned not null,
      ran int unsigned not null,
      run_seconds double not null,
      run_min double null,
      run_max double null,
      waited int unsigned not null,
      wait_seconds double not null,
      primary key (grain, starts_at, project_id, kind, status, shard)
    ) ${inUtf8}`);
    this.addSql(`create table duration_counters (
      day date not null,
      kind varchar(32) not null,
      bucket smallint not null,
      shard tinyint unsigned not null,
      ended int unsigned not null,
      primary key (day, kind, bucket, shard)
    ) ${inUtf8}`);
    this.addSql(`create table error_counters (
      day date not null,
      project_id varchar(64) not null,
      error_type varchar(16) not null,
      error_class varchar(64) not null,
      shard tinyint unsigned not null,
      failed int unsigned not null,
      final int unsigned not null,
      primary key (day, project_id, error_type, error_class, shard)
    ) ${inUtf8}`);
    this.#access();
    this.addSql(`create table operations (
      id varchar(36) not null,
      action varchar(16) not null,
      filter json not null,
      user_id varchar(64) not null,
      status varchar(16) not null,
      total int unsigned not null,
      done int unsigned not null,
      succeeded int unsigned not null,
      skipped int unsigned not null,
      failed int unsigned not null,
      after_id varchar(36) not null,
      abort_requested_at datetime(3) null,
      holder varchar(200) null,
      lease_until datetime(3) null,
      created_at datetime(3) not null,
      updated_at datetime(3) not null,
      completed_at datetime(3) null,
      primary key (id)
    ) ${inUtf8}`);
    this.addSql('alter table operations add index operations_status (status, created_at)');
  }

  #access(): void {
    this.addSql(`create table users (
      id varchar(64) not null,
      name varchar(200) not null,
      admin tinyint(1) not null,
      created_at datetime(3) not null,
      updated_at datetime(3) not null,
      primary key (id)
    ) ${inUtf8}`);
    this.addSql(`insert into users select user_id, user_id, 1, min(created_at), min(created_at) from tokens
      group by user_id`);
    this.addSql('alter table tokens add id varchar(36) null first');
    this.addSql('update tokens set id = uuid()');
    this.addSql('alter table tokens modify id varchar(36) not null');
    this.addSql('alter table tokens add unique tokens_id (id), add index tokens_user (user_id, created_at)');
  }
}
