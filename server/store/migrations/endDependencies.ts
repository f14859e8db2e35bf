import { Migration } from '@mikro-orm/migrations';

/** Tasks that wait until another one is over, however it ends. */
export class EndDependencies extends Migration {
  override up(): void {
    this.addSql('alter table task_dependencies add on_end tinyint(1) not null default 0');
    this.addSql('alter table task_dependencies alter column on_end drop default');
  }
}
