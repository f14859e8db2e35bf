import { Migration } from '@mikro-orm/migrations';

/** What runs cost, by time, project and user. */
export class Costs extends Migration {
  override up(): void {
    this.addSql(`create table cost_counters (
      grain varchar(8) not null,
      starts_at datetime not null,
      project_id varchar(64) not null,
      user_id varchar(64) not null,
      usd double not null,
      primary key (grain, starts_at, project_id, user_id)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
  }
}
