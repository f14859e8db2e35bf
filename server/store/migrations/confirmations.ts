import { Migration } from '@mikro-orm/migrations';

/** The table of confirmations, their events, and projects' deny rules. */
export class Confirmations extends Migration {
  override up(): void {
    this.addSql(`create table confirmations (
      id varchar(36) not null,
      task_id varchar(36) not null,
      project_id varchar(64) not null,
      run int not null,
      kind varchar(16) not null,
      title text not null,
      detail mediumtext not null,
      tool varchar(200) not null,
      input mediumtext not null,
      fingerprint varchar(64) not null,
      secret tinyint(1) not null,
      questions json null,
      options json null,
      default_text text null,
      status varchar(16) not null,
      requested_at datetime(3) not null,
      expires_at datetime(3) null,
      answered_by varchar(200) null,
      answered_at datetime(3) null,
      decision varchar(8) null,
      reason text null,
      answers json null,
      answer_text mediumtext null,
      updated_input mediumtext null,
      scope varchar(8) null,
      delivered_at datetime(3) null,
      alerted_at datetime(3) null,
      primary key (id)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql('alter table confirmations add index confirmations_task (task_id, status)');
    this.addSql('alter table confirmations add index confirmations_status (status, requested_at, id)');
    this.addSql('alter table confirmations add index confirmations_requested (requested_at, id)');
    this.addSql('alter table confirmations add index confirmations_delivery (delivered_at, status)');
    this.addSql('alter table task_events add confirmation_id varchar(36) null');
    this.addSql('alter table projects add deny json null');
    this.addSql(`update projects set deny = '[]'`);
    this.addSql('alter table projects modify deny json not null');
  }
}
