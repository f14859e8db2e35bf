import { Migration } from '@mikro-orm/migrations';

const inUtf8 = 'default character set utf8mb4 collate utf8mb4_bin engine = InnoDB';

/** Terminals, limits of runs, and what people type into runs until it is delivered. */
export class RunControls extends Migration {
  override up(): void {
    this.addSql('alter table tasks add pty tinyint(1) not null default 0, add column `limits` json null');
    this.addSql('alter table tasks alter column pty drop default');
    this.addSql(`update tasks set \`limits\` = '{}'`);
    this.addSql('alter table tasks modify `limits` json not null');
    this.addSql('alter table projects add column `limits` json null');
    this.addSql(`update projects set \`limits\` = '{}'`);
    this.addSql('alter table projects modify `limits` json not null');
    this.addSql(`create table run_inputs (
      id bigint unsigned not null auto_increment,
      task_id varchar(36) not null,
      run int not null,
      text mediumtext not null,
      primary key (id)
    ) ${inUtf8}`);
    this.addSql('alter table run_inputs add index run_inputs_task (task_id, run)');
  }
}
