import { Migration } from '@mikro-orm/migrations';

const inUtf8 = 'default character set utf8mb4 collate utf8mb4_bin engine = InnoDB';

/** Tables of schedules and their firings, of the default schedules that were made, and of daily figures. */
export class Schedules extends Migration {
  override up(): void {
    this.addSql(`create table schedules (
      id varchar(36) not null,
      name varchar(200) not null,
      cron varchar(200) not null,
      timezone varchar(64) not null,
      enabled tinyint(1) not null,
      overlap varchar(16) not null,
      missed varchar(16) not null,
      project_id varchar(64) not null,
      user_id varchar(64) not null,
      task json not null,
      next_fire_at datetime(3) null,
      last_fired_at datetime(3) null,
      last_task_id varchar(36) null,
      last_outcome varchar(8) null,
      last_error text null,
      created_at datetime(3) not null,
      updated_at datetime(3) not null,
      primary key (id)
    ) ${inUtf8}`);
    this.addSql('alter table schedules add index schedules_next (enabled, next_fire_at)');
    this.addSql(`create table schedule_firings (
      schedule_id varchar(36) not null,
      fired_for datetime(3) not null,
      fired_at datetime(3) not null,
      outcome varchar(8) not null,
      task_id varchar(36) null,
      primary key (schedule_id, fired_for)
    ) ${inUtf8}`);
    this.addSql('alter table schedule_firings add index schedule_firings_at (fired_at)');
    this.addSql(`create table default_schedules (
      name varchar(64) not null,
      made_at datetime(3) not null,
      primary key (name)
    ) ${inUtf8}`);
    this.addSql(`create table task_statistics_daily (
      day date not null,
      project_id varchar(64) not null,
      kind varchar(32) not null,
      completed int unsigned not null,
      failed int unsigned not null,
      cancelled int unsigned not null,
      total int unsigned not null,
      avg_duration double null,
      min_duration double null,
      max_duration double null,
      p50_duration double null,
      p95_duration double null,
      primary key (day, project_id, kind)
    ) ${inUtf8}`);
  }
}
