import { Migration } from '@mikro-orm/migrations';

/** Admitted tasks that must not be started now. */
export class HeldTasks extends Migration {
  override up(): void {
    this.addSql('alter table tasks add held tinyint(1) not null default 0 after waiting_for');
    this.addSql('alter table tasks alter column held drop default');
  }
}
